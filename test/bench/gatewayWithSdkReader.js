/** The gateway as it is while the SDK reads all answers. */
process.env.READER = 'sdk';
await import('./gateway.js');
