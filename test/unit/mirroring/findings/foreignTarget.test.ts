/** The rule FOREIGN_TARGET. */
import { testRule } from '../../../support/ruleCases.ts';
import { target } from '../../../support/siteFacts.ts';

testRule('FOREIGN_TARGET', {
  found: [
    [
      'in an account that is not served',
      {
        targets: {
          put: [target('tmt-interface', { ownerId: '210987654321', networkInterfaceId: 'eni-collector' })],
        },
      },
      ['tmt-interface: tmt-interface belongs to 210987654321'],
    ],
  ],
  clean: [
    [
      'where EC2 does not tell the owner',
      {
        targets: {
          put: [target('tmt-interface', { ownerId: undefined, networkInterfaceId: 'eni-collector' })],
        },
      },
    ],
    ['without sessions', { targets: { put: [target('tmt-unused', { ownerId: '210987654321' })] } }],
  ],
});
