/** The paths of the driver and of its browser, or null when one of them or the screen is missing. */
export function findWebKit(): { driver: string; browser: string } | null
