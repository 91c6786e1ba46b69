// Runs in the browser: the hashes of the journals of some seeds.
import { hashOfSeed } from '../src/testing/journal-hash.ts'

Object.assign(globalThis, { hashOfSeed })
