// What a Namespace demands of its Pods, as its labels say it.
// Follows k8s.io/pod-security-admission/api/helpers.go (v1.36), PolicyToEvaluate.
import { type FieldError, rootPath } from '#api/meta/field-error.ts'
import { invalid } from '../../validation/errors.ts'

export type Level = 'privileged' | 'baseline' | 'restricted'

const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted']
const PREFIX = 'pod-security.kubernetes.io/'
const VERSION = /^v1\.([0-9]|[1-9][0-9]*)$/
const LABELS = rootPath('metadata', 'labels')

export interface LevelVersion {
  readonly level: Level
  /** 'latest' or 'v1.30'. */
  readonly version: string
}

export interface Policy {
  readonly enforce: LevelVersion
  readonly warn: LevelVersion
  readonly errors: readonly FieldError[]
}

const ANYTHING: LevelVersion = { level: 'privileged', version: 'latest' }

/** How strict a level is. */
export const strictnessOf = (level: Level): number => LEVELS.indexOf(level)

/** 'baseline:latest': how messages name a policy. */
export const policyText = ({ level, version }: LevelVersion): string => `${level}:${version}`

/** The minor version; that of 'latest' is above all. */
export function minorOf(version: string): number {
  const minor = VERSION.exec(version)?.[1]
  return minor === undefined ? Number.POSITIVE_INFINITY : Number(minor)
}

type Labels = Readonly<Record<string, string>>

const isLevel = (text: string): text is Level => LEVELS.some((level) => level === text)

interface Mode {
  readonly asked: LevelVersion
  readonly hasLevel: boolean
  readonly hasVersion: boolean
  readonly isLevelWrong: boolean
  readonly errors: readonly FieldError[]
}

function modeOf(labels: Labels, mode: string, onError: Level): Mode {
  const [levelLabel, versionLabel] = [`${PREFIX}${mode}`, `${PREFIX}${mode}-version`]
  const [level, version] = [labels[levelLabel], labels[versionLabel]]
  const isLevelWrong = level !== undefined && !isLevel(level)
  const isVersionWrong = version !== undefined && version !== 'latest' && !VERSION.test(version)
  return {
    asked: {
      level: level === undefined ? 'privileged' : isLevel(level) ? level : onError,
      version: version === undefined || isVersionWrong ? 'latest' : version,
    },
    hasLevel: level !== undefined,
    hasVersion: version !== undefined,
    isLevelWrong,
    errors: [
      ...(isLevelWrong
        ? [invalid(LABELS.key(levelLabel), level, `must be one of ${LEVELS.join(', ')}`)]
        : []),
      ...(isVersionWrong
        ? [invalid(LABELS.key(versionLabel), version, 'must be "latest" or "v1.x"')]
        : []),
    ],
  }
}

/** The policy of a Namespace with these labels: an unreadable level enforces the strictest one, and warns of nothing. */
export function policyOf(labels: Labels = {}): Policy {
  const enforce = modeOf(labels, 'enforce', 'restricted')
  const audit = modeOf(labels, 'audit', 'privileged')
  const warn = modeOf(labels, 'warn', 'privileged')
  const errors = [...enforce.errors, ...audit.errors, ...warn.errors]
  const isFollowed = !warn.hasLevel && enforce.hasLevel && !enforce.isLevelWrong
  if (!isFollowed || enforce.asked.level === ANYTHING.level)
    return { enforce: enforce.asked, warn: warn.asked, errors }
  const version = warn.hasVersion ? warn.asked.version : enforce.asked.version
  return { enforce: enforce.asked, warn: { level: enforce.asked.level, version }, errors }
}
