/** The field for a token from elsewhere. */
export const TokenField = ({ onToken }: { onToken: (token: string) => void }) => (
  <label>
    Token
    <input
      type="password"
      placeholder="none"
      autoComplete="off"
      title="Bearer token for the gateway. It is kept only until you leave or reload the page."
      onBlur={({ target }) => onToken(target.value.trim())}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter') onToken(currentTarget.value.trim());
      }}
    />
  </label>
);
