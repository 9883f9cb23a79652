/** The region an ARN names; null for anything that is not an ARN with a region. */
export function regionInArn(text: string): string | null {
  const parts = text.trim().split(':');
  const region = parts[3];
  return parts.length >= 6 && parts[0] === 'arn' && region !== undefined && region !== '' ? region : null;
}

/** What to say at once when a pasted ARN names another region than the account's; null when it does not. */
export function regionMismatch(stream: string, accountRegion: string): string | null {
  const region = regionInArn(stream);
  return region === null || region === accountRegion
    ? null
    : `This stream is in ${region}, the account is for ${accountRegion}. Pick a stream in ${accountRegion}, or connect an account for ${region}.`;
}
