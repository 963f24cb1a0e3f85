/** The rule UNAPPROVED_TARGET. */
import { testRule } from '../../../support/ruleCases.ts';
import { target } from '../../../support/siteFacts.ts';

testRule('UNAPPROVED_TARGET', {
  found: [
    [
      'where others are approved',
      { targets: { put: [target('tmt-interface', { networkInterfaceId: 'eni-new' })] } },
      ['tmt-interface: tmt-interface is not approved'],
    ],
  ],
  clean: [
    ['without sessions', { targets: { put: [target('tmt-unused', { networkInterfaceId: 'eni-new' })] } }],
  ],
  gateway: { serves: () => true, approves: ({ networkInterfaceId }) => networkInterfaceId !== 'eni-new' },
});
