import { perLocale } from './locale';

const dateFormat = perLocale(({ user }) => new Intl.DateTimeFormat(user, { dateStyle: 'medium', timeStyle: 'short' }));

/** A date and time in the user's locale and time zone: `May 17, 2024, 2:30 PM`. */
export function formatDate(milliseconds: number): string {
  return dateFormat().format(milliseconds);
}
