/** Runs `call` with a control port, and closes the ports when it has settled. `during` gets the client's end. */
export async function withPort<T>(
  call: (port: MessagePort) => Promise<T>,
  during?: (own: MessagePort) => void,
): Promise<T> {
  const { port1, port2 } = new MessageChannel();
  during?.(port1);
  try {
    return await call(port2);
  } finally {
    port1.close();
    port2.close();
  }
}
