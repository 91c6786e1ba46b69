// What is inside a Pod: the network namespace as a frame with its IP and ports, the containers in it,
// and the volumes with the wires to those who mount them.
import { roundedPath, type Box } from '#picture/canvas/box.ts'
import {
  containerKey,
  volumeKey,
  type ContainerPicture,
  type Movement,
  type PodPicture,
  type PortPicture,
  type VolumePicture,
} from '#picture/canvas/canvas-graph.ts'
import { podGeometry, type PodGeometry } from '#picture/canvas/pod/pod-geometry.ts'
import type { ContainerBox } from '#picture/canvas/pod/pod-boxes.ts'
import { callWay } from '#picture/canvas/pod/call-way.ts'
import { callText, filesText, portText } from '#picture/canvas/pod/pod-words.ts'
import { FromEnd } from './FromEnd.tsx'
import { useSelect } from './selection.ts'
import { StateGlyph } from './StateGlyph.tsx'
import { roleTitle } from '#picture/words/container-role.ts'

interface InsideProps {
  readonly pod: PodPicture
  readonly movement: Movement | null
  /** The name of the container that the shown step is about. */
  readonly focus: string | null
  readonly selection: string | null
}

const placed = (box: Box) => ({ left: box.x, top: box.y, width: box.width, height: box.height })

/** The containers and volumes of a Pod at the places of its geometry. */
export function PodInside({ pod, movement, focus, selection }: InsideProps) {
  const geometry = podGeometry(pod.spec)
  const boxes = new Map(geometry.containers.map((box) => [box.name, box]))
  const volumeBoxes = new Map(geometry.volumes.map((box) => [box.name, box]))
  return (
    <>
      <div className="cv-net" style={placed(geometry.frame)} />
      <Strip pod={pod} geometry={geometry} movement={movement} />
      {geometry.captions.map((caption) => (
        <span key={caption.text} className="cv-caption" style={{ left: caption.x, top: caption.y }}>
          {caption.text}
        </span>
      ))}
      <Wires geometry={geometry} movement={movement} podId={pod.id} />
      {pod.containers.map((container) => {
        const box = boxes.get(container.name)
        const key = containerKey(pod.key, container.name)
        return (
          box !== undefined && (
            <ContainerElement
              key={key}
              id={key}
              container={container}
              box={box}
              selected={selection === key}
              now={focus === container.name}
            />
          )
        )
      })}
      {pod.volumes.map((volume) => {
        const box = volumeBoxes.get(volume.name)
        const key = volumeKey(pod.key, volume.name)
        const access =
          movement?.kind === 'volume' && movement.volume === volume.name ? movement : null
        return (
          box !== undefined && (
            <VolumeElement
              key={key}
              id={key}
              volume={volume}
              box={box}
              selected={selection === key}
              access={access}
            />
          )
        )
      })}
      {geometry.moreVolumes > 0 && (
        <span className="cv-more-volumes">+{geometry.moreVolumes} more volumes</span>
      )}
    </>
  )
}

function Strip(props: {
  readonly pod: PodPicture
  readonly geometry: PodGeometry
  readonly movement: Movement | null
}) {
  const { pod, geometry, movement } = props
  const room = geometry.half ? 2 : 3
  const shown = pod.ports.length > room ? pod.ports.slice(0, room - 1) : pod.ports
  const more = pod.ports.slice(shown.length)
  const address = pod.hostNetwork ? `host network${pod.ip === '' ? '' : ` · ${pod.ip}`}` : pod.ip
  return (
    <div className="cv-strip" style={placed(geometry.strip)}>
      <span
        className="cv-ip cv-ellipsis"
        title="One IP and one loopback for all containers of the Pod"
      >
        {address === '' ? 'no IP yet' : address}
      </span>
      {movement?.kind === 'call' ? (
        <span className="cv-call cv-ellipsis" title={callText(movement, pod.id)}>
          {callText(movement, pod.id)}
        </span>
      ) : (
        <>
          {shown.map((port) => (
            <Port
              key={`${port.protocol}${port.port}${port.containerName}`}
              port={port}
              short={geometry.half}
            />
          ))}
          {more.length > 0 && (
            <span className="cv-port" title={more.map(portText).join('\n')}>
              +{more.length}
            </span>
          )}
        </>
      )}
    </div>
  )
}

function Port({ port, short }: { readonly port: PortPicture; readonly short: boolean }) {
  const protocol = port.protocol === 'TCP' ? '' : `/${port.protocol}`
  return (
    <span className={`cv-port cv-port-${port.state}`} title={portText(port)}>
      {port.state === 'clash' && (
        <span role="img" aria-label="port clash">
          ▲
        </span>
      )}
      :{port.port}
      {protocol}
      {!short && <span className="cv-port-owner cv-ellipsis">{port.containerName}</span>}
    </span>
  )
}

function ContainerElement(props: {
  readonly id: string
  readonly container: ContainerPicture
  readonly box: ContainerBox
  readonly selected: boolean
  readonly now: boolean
}) {
  const { id, container, box, selected, now } = props
  const { name, number, role, state, detail, restarts } = container
  const select = useSelect()
  const kind = roleTitle(role)
  const label = `${kind} ${name}, ${state.word}${detail === '' ? '' : `, ${detail}`}`
  return (
    <button
      type="button"
      className={`cv-box cv-${state.tone}${now ? ' cv-now' : ''}${selected ? ' cv-selected' : ''}${role === 'sidecar' ? ' cv-sidecar' : ''}`}
      style={placed(box)}
      title={`${kind} ${name}\n${container.image}\n${state.word}${detail === '' ? '' : `\n${detail}`}`}
      aria-label={label}
      aria-pressed={selected}
      onClick={select(id)}
    >
      <span className="cv-box-name">
        {number !== null && <span className="cv-number">{number}</span>}
        <span className="cv-ellipsis">{name}</span>
        {restarts > 0 && <span className="cv-restarts">↺{restarts}</span>}
      </span>
      <span className="cv-box-state">
        <StateGlyph tone={state.tone} />
        <span className="cv-ellipsis">{state.word}</span>
        {role === 'sidecar' && <span className="cv-role">sidecar</span>}
      </span>
      <span className="cv-box-detail cv-ellipsis">{detail === '' ? container.image : detail}</span>
      {box.plugs.map((plug) => (
        <span
          key={plug.volume + plug.path}
          className={`cv-plug${plug.readOnly ? ' cv-ro' : ''}`}
          style={{ left: plug.x - box.x - 1, width: plug.width }}
          title={`${plug.path}: volume ${plug.volume}, ${plug.readOnly ? 'read-only' : 'read and write'}`}
        >
          <FromEnd text={plug.path} />
          <span className="cv-mode">{plug.readOnly ? 'ro' : 'rw'}</span>
        </span>
      ))}
      {box.moreMounts > 0 && <span className="cv-more-mounts">+{box.moreMounts}</span>}
    </button>
  )
}

function VolumeElement(props: {
  readonly id: string
  readonly volume: VolumePicture
  readonly box: Box
  readonly selected: boolean
  readonly access: Extract<Movement, { kind: 'volume' }> | null
}) {
  const { id, volume, box, selected, access } = props
  const select = useSelect()
  const files = volume.fileCount === null ? 'not set up' : filesText(volume.fileCount)
  const text = access === null ? `${volume.what} · ${files}` : `${access.direction} ${access.path}`
  return (
    <button
      type="button"
      className={`cv-volume${selected ? ' cv-selected' : ''}${volume.fileCount === null ? ' cv-absent' : ''}`}
      style={placed(box)}
      title={[`Volume ${volume.name} (${volume.what}), ${files}`, ...volume.files].join('\n')}
      aria-label={`Volume ${volume.name}, ${volume.what}, ${files}`}
      aria-pressed={selected}
      onClick={select(id)}
    >
      <span className="cv-volume-name cv-ellipsis">{volume.name}</span>
      <span className={`cv-volume-what cv-ellipsis${access === null ? '' : ' cv-access'}`}>
        {text}
      </span>
    </button>
  )
}

function Wires(props: {
  readonly geometry: PodGeometry
  readonly movement: Movement | null
  readonly podId: string
}) {
  const { geometry, movement, podId } = props
  const access = movement?.kind === 'volume' ? movement : null
  const call = movement?.kind === 'call' ? callWay(geometry, movement, podId) : null
  return (
    <svg className="cv-wires" width={geometry.width} height={geometry.height} aria-hidden="true">
      {geometry.wires.map((wire) => {
        const path = roundedPath(wire.points)
        const active = wire.container === access?.container && wire.volume === access.volume
        const [start] = wire.points
        return (
          <g
            key={path}
            className={`cv-wire${wire.readOnly ? ' cv-ro' : ''}${active ? ' cv-active' : ''}`}
          >
            <path d={path} />
            {start !== undefined && <circle cx={start.x} cy={start.y} r="2.6" />}
            {active && (
              <Pulse key={access.entryId} path={path} back={access.direction === 'read'} />
            )}
          </g>
        )
      })}
      {geometry.arrows.map((arrow) => (
        <path
          key={`${arrow.x} ${arrow.y}`}
          className="cv-arrow"
          d={`M${arrow.x - 5} ${arrow.y}h9m-3.5 -3.5l3.5 3.5l-3.5 3.5`}
        />
      ))}
      {call !== null && movement !== null && (
        <g className="cv-call-way">
          <path d={roundedPath(call)} />
          <Pulse key={movement.entryId} path={roundedPath(call)} back={false} />
        </g>
      )}
    </svg>
  )
}

/** Something that travels along a line, a few times and then no more. */
export function Pulse({ path, back }: { readonly path: string; readonly back: boolean }) {
  return <path className={`cv-pulse${back ? ' cv-back' : ''}`} d={path} pathLength={100} />
}
