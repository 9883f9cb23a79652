import type { ReactNode } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import type { Account } from '../../shared/account.ts';
import type { DestinationType } from '../../shared/destination.ts';
import { nameNote } from '../../shared/text.ts';
import { TextControl } from '../ui/TextControl.tsx';
import { UseCaseChoice } from '../policies/UseCaseChoice.tsx';
import type { Help } from './help.tsx';
import { OptionSwitches } from './OptionSwitches.tsx';
import type { SetupValues } from './setupForm.ts';
import { StreamField } from './StreamField.tsx';

export const setupHelp = {
  name: { title: 'Name', text: 'How people find this destination in lists and alerts. Say what it is for, for example "Audience events for the shop".' },
  description: { title: 'Description', text: 'Anything colleagues should know: who reads the stream, what it triggers, whom to ask.' },
  tags: { title: 'Tags', text: 'Words to sort and filter destinations by, for example a team or a brand. Separate several with commas.' },
  consents: {
    title: 'Needed consents',
    text: 'What people must have agreed to before anything of them is sent here, for example email_marketing. Separate several with commas: all of them are needed. Your data team sends the answers with the profiles. People who have not agreed are left out. Somebody who withdraws is sent once more, as having left.',
  },
  useCases: { title: 'Uses', text: 'Choose every use that fits. Policies say which data may not be used for what. Without a use, no policy applies to this destination.' },
};

export interface SetupFieldsProps {
  readonly form: UseFormReturn<SetupValues>;
  readonly type: DestinationType;
  /** Whose streams are offered. */
  readonly account: Account;
  readonly help: Help;
  /** Stands beneath the stream. */
  readonly children?: ReactNode;
}

/** Everything about a destination but its account, when it is created and when it is edited. */
export function SetupFields({ form, type, account, help, children }: SetupFieldsProps) {
  return (
    <>
      <TextControl
        control={form.control}
        name="name"
        label="Name"
        noteOf={nameNote}
        isRequired
        description={help.isBeside ? undefined : setupHelp.name.text}
        onFocus={() => help.show(setupHelp.name)}
      />
      <TextControl
        control={form.control}
        name="description"
        label="Description"
        kind="multiline"
        description={help.isBeside ? undefined : setupHelp.description.text}
        onFocus={() => help.show(setupHelp.description)}
      />
      <TextControl
        control={form.control}
        name="tags"
        label="Tags"
        description={help.isBeside ? 'Words, separated by commas' : setupHelp.tags.text}
        onFocus={() => help.show(setupHelp.tags)}
      />
      <StreamField form={form} type={type} account={account} help={help} />
      {children}
      <UseCaseChoice
        control={form.control}
        name="useCases"
        label="What the records are used for"
        description={help.isBeside ? 'Choose every use that fits' : setupHelp.useCases.text}
        onFocus={() => help.show(setupHelp.useCases)}
      />
      <TextControl
        control={form.control}
        name="consents"
        label="Needed consents"
        description={help.isBeside ? 'Consents, separated by commas' : setupHelp.consents.text}
        onFocus={() => help.show(setupHelp.consents)}
      />
      <OptionSwitches control={form.control} />
    </>
  );
}
