/** Chooses the account and Region of something new. Nothing is shown where there is only one. */
import type { Estate } from './estate.ts';
import { Field } from './Field.tsx';

/** @param place the key of a part of the estate. */
export function PlaceField({
  estate,
  place,
  onPlace,
}: {
  estate: Estate;
  place: string;
  onPlace: (place: string) => void;
}) {
  if (estate.parts.size < 2) return null;
  return (
    <Field
      name="place"
      label="Account and Region"
      hint="Sessions can use it only there."
      options={[...estate.parts].map(([key, { scope }]) => [key, `${scope.accountId} · ${scope.region}`])}
      value={place}
      errors={[]}
      onChange={onPlace}
    />
  );
}

export const firstPlace = ({ parts }: Estate) => [...parts.keys()][0] ?? '';
