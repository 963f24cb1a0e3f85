/** Where the gateway listens unless the settings say otherwise: the probe needs these two without all the others. */
export const defaultHost = '127.0.0.1';
export const defaultPort = 4000;
