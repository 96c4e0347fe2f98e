/** How the workers share the machine with other programs. With `low` they give way, and leave a core free. */
export const priorities = ['normal', 'low'] as const;
export type Priority = (typeof priorities)[number];
