/** Random changes of filters and of the network services that they mirror. */
import {
  CreateTrafficMirrorFilterCommand,
  DeleteTrafficMirrorFilterCommand,
  ModifyTrafficMirrorFilterNetworkServicesCommand,
} from '@aws-sdk/client-ec2';
import { type Draw, isSpecial, prefer, touchedByFilter } from './change.ts';

export const createsFilter: Draw = (facts) => {
  const [other] = facts.filters.all();
  if (other === undefined) throw new Error('The seed has no filter.');
  const filter = {
    ...other,
    description: undefined,
    networkServices: [],
    rawNetworkServices: [],
    ingressRules: [],
    egressRules: [],
    tags: [{ key: 'made', value: 'by a change' }],
  };
  const tags = filter.tags.map(({ key: Key, value: Value }) => ({ Key, Value }));
  return {
    what: 'create a filter',
    touched: {},
    after: (trafficMirrorFilterId) => ({ filters: { put: [{ ...filter, trafficMirrorFilterId }] } }),
    send: async (ec2) => {
      const TagSpecifications = [{ ResourceType: 'traffic-mirror-filter' as const, Tags: tags }];
      const answer = await ec2.send(new CreateTrafficMirrorFilterCommand({ TagSpecifications }));
      return answer.TrafficMirrorFilter?.TrafficMirrorFilterId;
    },
  };
};

/** Mostly one that no session uses, because EC2 refuses to delete the others. */
export const deletesFilter: Draw = ({ filters, sessions }, random) => {
  const isUnused = ({ trafficMirrorFilterId: id }: { readonly trafficMirrorFilterId: string }) =>
    sessions.where('trafficMirrorFilterId', id).length === 0;
  const { trafficMirrorFilterId: TrafficMirrorFilterId } = prefer(random, filters.all(), isUnused);
  return {
    what: `delete ${TrafficMirrorFilterId}`,
    touched: { filterIds: [TrafficMirrorFilterId] },
    after: () => ({ filters: { drop: [TrafficMirrorFilterId] } }),
    send: async (ec2) => {
      await ec2.send(new DeleteTrafficMirrorFilterCommand({ TrafficMirrorFilterId }));
      return undefined;
    },
  };
};

/** Adds the Amazon DNS server to what a filter mirrors, or takes it away. */
export const modifiesServices: Draw = (facts, random) => {
  const filter = prefer(random, facts.filters.all(), isSpecial);
  const { trafficMirrorFilterId: TrafficMirrorFilterId, networkServices } = filter;
  const services = ['amazon-dns'] as const;
  const isThere = networkServices.includes('amazon-dns');
  const after = isThere ? [] : services;
  return {
    what: `${isThere ? 'remove' : 'add'} services of ${TrafficMirrorFilterId}`,
    touched: touchedByFilter(facts, TrafficMirrorFilterId),
    after: () => ({ filters: { put: [{ ...filter, networkServices: after, rawNetworkServices: after }] } }),
    send: async (ec2) => {
      const change = isThere
        ? { RemoveNetworkServices: [...services] }
        : { AddNetworkServices: [...services] };
      await ec2.send(
        new ModifyTrafficMirrorFilterNetworkServicesCommand({ TrafficMirrorFilterId, ...change }),
      );
      return undefined;
    },
  };
};
