/** Sentences for requests to the gateway that brought no answer of GraphQL. */

export const unreachable = 'The gateway could not be reached. Check the connection.';

export const noAnswer = (status: number) => `The gateway answered with HTTP status ${status}.`;
