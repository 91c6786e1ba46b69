// The form of a verb. One file holds all that is true of it: how it is read and written, carried out
// and printed, described and offered. The tables of verbs demand this form, so what is missing is a
// compile error.
import type { ManifestFault } from '#api/meta/manifest-fault.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { WorldObject, WorldState } from '#client/world.ts'
import type { Task } from '#sim/task.ts'
import type { FieldReader } from './fields.ts'
import type { FlagTable, UsageError } from './flags.ts'
import type { Reader } from './resources.ts'
import type { Session } from './session.ts'

/** Something that is done to the cluster at a time; each verb adds its own fields. */
export interface TimedAction {
  readonly verb: string
  readonly atMs: number
}

/** Where and when something is offered. */
export interface Moment {
  readonly state: WorldState
  /** When the action would happen. */
  readonly atMs: number
}

/** One thing that can be done to the selected thing at the shown moment. */
export interface Offer<A extends TimedAction = TimedAction> {
  /** Unique among the offers of a thing. */
  readonly id: string
  /** For a button beside the thing: 'Delete now'. */
  readonly label: string
  /** Where the thing is not in sight: 'Delete Pod web now'. */
  readonly fullLabel: string
  /** What is said when it is done: 'Deleted Pod web'. */
  readonly done: string
  readonly action: A
  readonly danger: boolean
  /** What will come of it. */
  readonly hint: string
  /** In the inspector: a button of the row, or below an unfolding title; 'palette' has no button. */
  readonly place: 'row' | 'palette' | { readonly below: string }
}

/** An offer that needs a value from the person. */
export interface OfferForm<A extends TimedAction = TimedAction> {
  readonly id: string
  /** The name of the field, for those who do not see it: 'Number of Pods'. */
  readonly label: string
  /** On the button while there is no offer: 'Scale'. */
  readonly submit: string
  readonly place: 'row' | { readonly below: string }
  readonly field:
    | {
        readonly kind: 'number'
        readonly present: number
        readonly least: number
        readonly most: number
        /** Of the buttons beside the field: 'One Pod fewer', 'One Pod more'. */
        readonly fewer: string
        readonly more: string
      }
    | { readonly kind: 'text'; readonly placeholder: string }
  /** What is wrong with a value; null for one that can be used. */
  problem(value: string): string | null
  /** The offer of a value; null for one that cannot be used, or that changes nothing. */
  offer(value: string): Offer<A> | null
}

/** What the page knows of a verb from the start: pure and small, without what carries it out. */
export interface VerbFace<A extends TimedAction> {
  /** On a flag of the timeline: 'scale ReplicaSet cache to 3'. */
  describe(action: A): string
  /** What can be done to a thing; nothing where the verb does not fit it. */
  offers(thing: WorldObject, moment: Moment): readonly Offer<A>[]
  /** The same with a value that is typed; null where there is none. */
  form(thing: WorldObject, moment: Moment): OfferForm<A> | null
}

/** A verb of the scenario: of kubectl, or of the machines. `S` is what it is carried out against. */
export interface Verb<A extends TimedAction, S extends Session = Session> {
  readonly face: VerbFace<A>
  /** Reads the field of scenario.yaml that is called like the verb; what is wrong is said there. */
  read(reader: FieldReader, atMs: number): A
  /** The action as scenario.yaml writes it beside `at`, without what is the default. */
  write(action: A): Readonly<Record<string, unknown>>
  /**
   * Does it: at once, or along virtual time. The exit code is not 0 when it could not be done; what the
   * cluster refuses is narrated and printed, never thrown.
   */
  run(session: S, action: A): number | Task<number>
}

/** The outcome of reading a command line. */
export type Parsed<A> = { readonly ok: true; readonly action: A } | UsageError

/** What is known of one of kubectl's commands without running it. */
export interface Syntax {
  readonly name: string
  /** What stands after the name: 'NODE'. */
  readonly use: string
  readonly flags: FlagTable
  /** What its arguments are, for completion. */
  readonly completes: 'nodes' | 'resources' | 'files'
}

/** The grammar of a command that changes something. */
export interface Command<A> extends Syntax {
  /** Reads the words after the name; what is wrong with them in kubectl's own words. */
  parse(words: readonly string[], atMs: number): Parsed<A>
}

/** A verb of kubectl, which has a command line beside its mapping. */
export interface KubectlVerb<A extends TimedAction> extends Verb<A> {
  readonly command: Command<A>
  /** The words after `kubectl` that mean the action. */
  words(action: A): readonly string[]
}

/** A moment of a run, for commands that read alone. */
export interface ReadingSession {
  readonly reader: Reader
  /** What the runtime shows beside the objects: what containers printed. */
  readonly state: WorldState
  readonly nowMs: number
  /** The objects of a file that `-f` names; undefined when there is no such file. */
  manifests(path: string): readonly ApiObject[] | undefined
  /** What is wrong with the other documents of such a file. */
  faults(path: string): readonly ManifestFault[]
  /** What a file holds that a command names; undefined when there is no such file. */
  text(path: string): string | undefined
  /** A line of standard output; with `isOpen` no line break follows it. */
  out(line: string, isOpen?: boolean): void
  err(line: string): void
}

/** A command that changes nothing, so that it is no action of a scenario. */
export interface ReadingCommand<O> extends Syntax {
  parse(words: readonly string[]): ParsedOptions<O>
  /** Prints; the exit code. */
  run(session: ReadingSession, options: O): number
}

/** The outcome of reading the words of a command that is no verb of the scenario by itself. */
export type ParsedOptions<O> = { readonly ok: true; readonly options: O } | UsageError

/**
 * A command whose words say everything: an action of a scenario keeps it as it was typed. These are loaded when one of
 * them is needed.
 */
export interface LineCommand<O> extends Syntax {
  /** Whether it can change something, so that it can be an action; the others look, or wait. */
  readonly changes: boolean
  parse(words: readonly string[]): ParsedOptions<O>
  /** As that of a verb. */
  run(session: Session, options: O): number | Task<number>
}

/** For verbs that nothing in the page offers. */
export const NO_OFFERS = { offers: () => [], form: () => null } as const
