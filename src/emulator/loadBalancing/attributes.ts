/**
 * The attributes of load balancers, target groups and listeners, with their defaults (ELB API reference,
 * LoadBalancerAttribute, TargetGroupAttribute, ListenerAttribute). What a description sets takes their place.
 */
import type { Attribute, Listener, LoadBalancer, TargetGroup } from '../state/loadBalancingRecords.ts';
import type { WireObject } from '../wire/xml.ts';
import { type LoadBalancerType, typeOf } from './arns.ts';

type Defaults = Readonly<Record<string, string>>;

const logs = (name: string): Defaults => ({
  [`${name}.s3.enabled`]: 'false',
  [`${name}.s3.bucket`]: '',
  [`${name}.s3.prefix`]: '',
});

const loadBalancerDefaults = (type: LoadBalancerType, isInternal: boolean): Defaults => {
  const common = {
    'deletion_protection.enabled': 'false',
    'load_balancing.cross_zone.enabled': String(type === 'application'),
  };
  if (type === 'gateway') return common;
  const both = {
    ...common,
    ...logs('access_logs'),
    'ipv6.deny_all_igw_traffic': String(isInternal),
    'zonal_shift.config.enabled': 'false',
  };
  if (type === 'network')
    return {
      ...both,
      'dns_record.client_routing_policy': 'any_availability_zone',
      'secondary_ips.auto_assigned.per_subnet': '0',
    };
  return {
    ...both,
    ...logs('connection_logs'),
    ...logs('health_check_logs'),
    'idle_timeout.timeout_seconds': '60',
    'client_keep_alive.seconds': '3600',
    'routing.http.desync_mitigation_mode': 'defensive',
    'routing.http.drop_invalid_header_fields.enabled': 'false',
    'routing.http.preserve_host_header.enabled': 'false',
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
    'routing.http.xff_client_port.enabled': 'false',
    'routing.http.xff_header_processing.mode': 'append',
    'routing.http2.enabled': 'true',
    'waf.fail_open.enabled': 'false',
  };
};

function targetGroupDefaults({ protocol, targetType }: TargetGroup): Defaults {
  const common = { 'deregistration_delay.timeout_seconds': '300', 'stickiness.enabled': 'false' };
  if (protocol === 'GENEVE')
    return {
      ...common,
      'stickiness.type': 'source_ip_dest_ip_proto',
      'target_failover.on_deregistration': 'no_rebalance',
      'target_failover.on_unhealthy': 'no_rebalance',
    };
  const both = {
    ...common,
    'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
    'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
    'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
  };
  if (protocol === 'HTTP' || protocol === 'HTTPS')
    return {
      ...both,
      'stickiness.type': 'lb_cookie',
      'stickiness.lb_cookie.duration_seconds': '86400',
      'stickiness.app_cookie.duration_seconds': '86400',
      'stickiness.app_cookie.cookie_name': '',
      'load_balancing.algorithm.type': 'round_robin',
      'load_balancing.algorithm.anomaly_mitigation': 'off',
      'slow_start.duration_seconds': '0',
    };
  const hasUdp = protocol === 'UDP' || protocol === 'TCP_UDP';
  const losesClient = targetType === 'ip' && (protocol === 'TCP' || protocol === 'TLS');
  return {
    ...both,
    'stickiness.type': 'source_ip',
    'deregistration_delay.connection_termination.enabled': String(hasUdp),
    'preserve_client_ip.enabled': String(!losesClient),
    'proxy_protocol_v2.enabled': 'false',
    'target_health_state.unhealthy.connection_termination.enabled': String(!hasUdp),
    'target_health_state.unhealthy.draining_interval_seconds': '0',
  };
}

const listed = (defaults: Defaults, own: readonly Attribute[]): WireObject[] => {
  const values = { ...defaults, ...Object.fromEntries(own.map(({ key, value }) => [key, value])) };
  return Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
};

export const loadBalancerAttributes = ({ id, scheme, attributes }: LoadBalancer): WireObject[] =>
  listed(loadBalancerDefaults(typeOf(id), scheme === 'internal'), attributes);

export const targetGroupAttributes = (group: TargetGroup): WireObject[] =>
  listed(targetGroupDefaults(group), group.attributes);

/**
 * Network Load Balancers have an idle timeout for TCP listeners and Gateway Load Balancers for all. Of Application
 * Load Balancers only what has a documented default is listed, which is nothing.
 */
export const listenerAttributes = ({ id, protocol }: Listener): WireObject[] =>
  typeOf(id) === 'gateway' || protocol === 'TCP' || protocol === 'TCP_UDP'
    ? listed({ 'tcp.idle_timeout.seconds': '350' }, [])
    : [];
