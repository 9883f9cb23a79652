import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { Link } from '@react-spectrum/s2/Link';
import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { useApi } from '../api.ts';
import { Page } from '../shell/Page.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { stepAddress } from '../wizard/steps.ts';
import { unfinishedDraft } from '../wizard/unfinished.ts';
import { CatalogCard } from './CatalogCard.tsx';
import { categoriesOf, searchCatalog } from './catalogSearch.ts';
import { TypeDetails } from './TypeDetails.tsx';

const everything = 'all';

/** The kinds of places to send to. */
export default function CatalogPage() {
  const types = useApi('listDestinationTypes');
  const destinations = useApi('listDestinations', { query: { limit: 500 } });
  const [typed, setTyped] = useState('');
  const [category, setCategory] = useState(everything);
  const [chosen, setChosen] = useState<string | null>(null);
  const [draft] = useState(unfinishedDraft);
  const all = types.data?.items ?? [];
  const shown = searchCatalog(all, typed, category === everything ? null : category);
  const detailed = shown.find((type) => type.type === chosen) ?? shown[0];
  return (
    <Page title="Catalog" subtitle="Where your segments can go">
      {draft === null ? null : (
        <div className={style({ marginBottom: 24 })}>
          <InlineAlert variant="informative">
            <Heading level={2}>You have an unfinished destination</Heading>
            <Content>
              <Link href={stepAddress(draft.step, draft.id)}>Go on where you left off</Link>
            </Content>
          </InlineAlert>
        </div>
      )}
      {types.isError ? (
        <ProblemNotice error={types.error} onRetry={() => void types.refetch()} />
      ) : types.isPending ? (
        <Loading what="the catalog" />
      ) : (
        <div
          className={style({ display: 'grid', gridTemplateColumns: { default: ['minmax(0, 1fr)'], lg: ['minmax(0, 1fr)', 'minmax(240px, 320px)'] }, gap: 32, alignItems: 'start' })}
        >
          <div>
            <div className={style({ display: 'flex', flexWrap: 'wrap', gap: 16, marginBottom: 24 })}>
              <SearchField label="Search the catalog" value={typed} onChange={setTyped} styles={style({ width: { default: 'full', sm: 288 } })} />
              <Picker
                label="Category"
                value={category}
                onChange={(key) => setCategory(String(key))}
                items={[{ id: everything, label: 'All categories' }, ...categoriesOf(all).map((name) => ({ id: name, label: name }))]}
              >
                {(item) => <PickerItem id={item.id}>{item.label}</PickerItem>}
              </Picker>
            </div>
            {shown.length === 0 ? (
              <EmptyState title="Nothing matches your search" text="Try fewer words, or another category." />
            ) : (
              <ul
                className={style({
                  display: 'grid',
                  gridTemplateColumns: ['repeat(auto-fill, minmax(min(280px, 100%), 1fr))'],
                  gap: 16,
                  listStyleType: 'none',
                  margin: 0,
                  padding: 0,
                })}
              >
                {shown.map((type) => (
                  <li key={type.type}>
                    <CatalogCard
                      type={type}
                      destinations={(destinations.data?.items ?? []).filter((destination) => destination.type === type.type)}
                      isChosen={type === detailed}
                      onChoose={() => setChosen(type.type)}
                    />
                  </li>
                ))}
              </ul>
            )}
          </div>
          {detailed === undefined ? null : (
            <TypeDetails type={detailed} destinations={(destinations.data?.items ?? []).filter((destination) => destination.type === detailed.type)} />
          )}
        </div>
      )}
    </Page>
  );
}
