// The descriptions of the API, which are large: who runs `kubectl explain` loads them.
import descriptions from '#api/generated/descriptions.json'
import enums from '#api/generated/enums.json'
import { provideDescriptions } from './commands/explain.ts'

/** Lets `kubectl explain` print them, from now on and everywhere. */
export function provideWords(): void {
  provideDescriptions({ descriptions, enums })
}
