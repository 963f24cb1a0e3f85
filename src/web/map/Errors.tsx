/** Messages about what was refused or went wrong, read aloud when they appear. */
export const Errors = ({ messages }: { messages: readonly string[] }) =>
  messages.map((message) => (
    <p key={message} role="alert" className="error">
      {message}
    </p>
  ));
