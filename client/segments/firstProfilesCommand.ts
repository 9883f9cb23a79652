const profile = {
  profileId: 'crm-1001',
  identityMap: { email: [{ id: 'ada@example.com' }] },
  attributes: { person: { name: { firstName: 'Ada' } } },
  segmentMembership: { ups: { 'white-paper-readers': { status: 'realized' } } },
};

/** A line for a shell that sends one profile in one segment. `origin` is where this server is, for example `http://127.0.0.1:8080`. */
export function firstProfilesCommand(origin: string): string {
  return [
    `curl ${origin}/api/profiles \\`,
    `  -H "Authorization: Bearer $TRIBUTARY_TOKEN" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${JSON.stringify(profile)}'`,
  ].join('\n');
}
