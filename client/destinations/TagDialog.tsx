import { TextField } from '@react-spectrum/s2/TextField';
import { useState } from 'react';
import type { Destination } from '../../shared/destination.ts';
import { labelSchema } from '../../shared/text.ts';
import { formatPlural } from '../ui/format.ts';
import { FormDialog } from '../ui/FormDialog.tsx';

/** Asks for a tag to give to all picked destinations. */
export function TagDialog({ picked, onTag, onClose }: { picked: readonly Destination[]; onTag: (tag: string) => void; onClose: () => void }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | undefined>();

  function submit(): void {
    const parsed = labelSchema.safeParse(text.trim());
    if (!parsed.success) return setError(text.trim() === '' ? 'Type the tag.' : parsed.error.issues[0]?.message);
    onTag(parsed.data);
    onClose();
  }
  return (
    <FormDialog title={`Tag ${formatPlural(picked.length, 'destination')}`} action="Add tag" isPending={false} problem={null} onSubmit={submit} onClose={onClose}>
      <TextField
        label="Tag"
        isRequired
        value={text}
        onChange={(value) => {
          setText(value);
          setError(undefined);
        }}
        isInvalid={error !== undefined}
        errorMessage={error}
        description="A word to sort and filter by. Destinations that have it, or that have 20 tags, stay as they are."
      />
    </FormDialog>
  );
}
