/** Returns the value of a Basic Authorization header, without the scheme. */
export function basicOf({ user, password }: { user: string; password: string }): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}
