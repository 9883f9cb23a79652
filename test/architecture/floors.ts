import type { Violation } from './sourceRules.ts';

/** One import: both ends as paths from the root. `line` in `from`. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly line: number;
}

interface Floor {
  /** Longest prefix wins. */
  readonly place: string;
  /** Prefixes it may import from, besides itself. */
  readonly may: readonly string[];
}

const publisherAndBelow = ['shared/', 'server/kit/', 'server/publisher/'];
const storePort = [
  'server/store/store.ts',
  'server/store/rows.ts',
  'server/store/accessRows.ts',
  'server/store/activationRows.ts',
  'server/store/announcements.ts',
  'server/store/auditStore.ts',
  'server/store/gatheredRows.ts',
  'server/store/alertStore.ts',
  'server/store/alertChannelStore.ts',
  'server/store/historyStore.ts',
  'server/store/hourStore.ts',
  'server/store/importParts.ts',
  'server/store/importStore.ts',
  'server/store/leaseStore.ts',
  'server/store/outcomeCounts.ts',
  'server/store/policyStore.ts',
  'server/store/proofStore.ts',
  'server/store/proposalStore.ts',
  'server/store/runFilter.ts',
  'server/store/sharedMemory.ts',
  'server/store/sharedStateStore.ts',
  'server/store/storeCalls.ts',
  'server/store/sums.ts',
  'server/store/totalsStore.ts',
];
const destinationsAndBelow = [...publisherAndBelow, ...storePort, 'server/destinations/definition.ts', 'server/destinations/registry.ts', 'server/destinations/storedAccount.ts'];

/** Who may import whom, from the ground up; ARCHITECTURE.md shows the same as a drawing. */
export const floors: readonly Floor[] = [
  { place: 'shared/', may: [] },
  { place: 'server/kit/', may: ['shared/'] },
  { place: 'server/publisher/', may: ['shared/', 'server/kit/'] },
  { place: 'server/store/', may: ['shared/', 'server/kit/'] },
  { place: 'server/destinations/', may: [...publisherAndBelow, ...storePort] },
  { place: 'server/config.ts', may: ['shared/', 'server/kit/', 'server/destinations/definition.ts', 'server/destinations/registry.ts'] },
  { place: 'server/profiles/', may: destinationsAndBelow },
  { place: 'server/imports/', may: [...destinationsAndBelow, 'server/profiles/'] },
  { place: 'server/access/', may: destinationsAndBelow },
  { place: 'server/governance/', may: ['shared/', 'server/kit/', ...storePort] },
  { place: 'server/alerts/', may: destinationsAndBelow },
  { place: 'server/delivery/', may: [...destinationsAndBelow, 'server/governance/'] },
  {
    place: 'server/api/',
    may: [...destinationsAndBelow, 'server/config.ts', 'server/profiles/', 'server/imports/', 'server/access/', 'server/governance/', 'server/alerts/', 'server/delivery/'],
  },
  { place: 'server/deliveryThread.ts', may: ['shared/', 'server/'] },
  { place: 'server/dataFolder.ts', may: ['server/config.ts'] },
  { place: 'server/ownChannels.ts', may: ['server/config.ts', 'server/kit/', 'server/alerts/'] },
  { place: 'server/listen.ts', may: ['server/config.ts', 'server/kit/'] },
  { place: 'server/openStore.ts', may: ['server/config.ts', 'server/kit/', 'server/store/'] },
  { place: 'server/backup.ts', may: ['server/config.ts', 'server/dataFolder.ts', 'server/kit/', 'server/store/'] },
  { place: 'server/moveStore.ts', may: ['shared/', 'server/'] },
  { place: 'server/updateSchema.ts', may: ['server/config.ts', 'server/kit/', 'server/store/postgres/postgresStore.ts'] },
  { place: 'server/startDelivery.ts', may: ['shared/', 'server/'] },
  { place: 'server/main.ts', may: ['shared/', 'server/'] },
  { place: 'client/', may: ['shared/'] },
];

function floorOf(file: string): Floor | undefined {
  return floors.filter((floor) => file.startsWith(floor.place)).toSorted((a, b) => b.place.length - a.place.length)[0];
}

/** Imports that go up, or sideways into a house of their own. Imports of packages are not floors' business. */
export function checkFloors(imports: readonly Import[]): Violation[] {
  return imports.flatMap(({ from, to, line }) => {
    const floor = floorOf(from);
    if (floor === undefined) {
      return [
        {
          file: from,
          line: 1,
          what: 'The file stands on no floor.',
          cure: 'Put it into one of the folders of ARCHITECTURE.md, or add its folder to test/architecture/floors.ts and there.',
        },
      ];
    }
    if (to.startsWith(floor.place) || floor.may.some((place) => to.startsWith(place))) return [];
    return [
      {
        file: from,
        line,
        what: `Imports ${to}, which is not below it.`,
        cure: `Code in ${floor.place} may use ${floor.may.join(', ') || 'nothing but packages'}. Hand the rest in from above, or move the shape both need further down.`,
      },
    ];
  });
}

/** Every ring of imports once, as a violation of its first file. */
export function checkCycles(imports: readonly Import[]): Violation[] {
  const next = new Map<string, Import[]>();
  for (const edge of imports) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  const done = new Set<string>();
  const violations: Violation[] = [];
  const walk = (file: string, path: readonly Import[]): void => {
    const start = path.findIndex((edge) => edge.from === file);
    if (start !== -1) {
      const ring = path.slice(start);
      violations.push({
        file,
        line: ring[0]?.line ?? 1,
        what: `Imports itself in a ring: ${[...ring.map((edge) => edge.from), file].join(' → ')}.`,
        cure: 'Move the shape both need into a file of its own below them.',
      });
      return;
    }
    if (done.has(file)) return;
    for (const edge of next.get(file) ?? []) walk(edge.to, [...path, edge]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return violations;
}
