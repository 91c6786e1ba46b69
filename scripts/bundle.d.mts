/** The path of a module that holds `entry` (relative to the checkout) and all that it imports. */
export function bundle(entry: string): Promise<string>
