/** What a command tells the shell when it ends. */
export const exitCodes = { done: 0, someFailed: 1, fatal: 2, interrupted: 130 } as const
