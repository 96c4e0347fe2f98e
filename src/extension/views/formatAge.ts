import { perLocale } from '../../shared/values/locale';

const ageFormat = perLocale(({ user }) => new Intl.RelativeTimeFormat(user, { numeric: 'auto', style: 'short' }));

/** The units of an age in ms, each up to the next one. */
const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How long ago something was, in the user's locale: `5 min. ago`, `yesterday`. @param ms since 1970 */
export function formatAge(ms: number, now = Date.now()): string {
  const age = Math.max(0, now - ms);
  const [unit, length] = units.find(([, each]) => age >= each) ?? ['second', 1000];
  // Seconds would be outdated at once.
  return ageFormat().format(unit === 'second' ? 0 : -Math.floor(age / length), unit);
}
