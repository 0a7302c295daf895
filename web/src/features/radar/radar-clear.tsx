import css from './radar-clear.module.css'

/** A full granary under a quiet radar sweep: nothing is about to run out. */
export function RadarClear() {
  return (
    <svg className={css.picture} viewBox="0 0 240 140" aria-hidden>
      <g className={css.rings}>
        <circle cx="120" cy="96" r="40" />
        <circle cx="120" cy="96" r="66" />
        <circle cx="120" cy="96" r="92" />
      </g>
      <path className={css.sweep} d="M120 96 L120 4 A92 92 0 0 1 199.7 50 Z" />
      <g className={css.granary}>
        <path className={css.wall} d="M88 82h64v40H88z" />
        <path className={css.roof} d="M78 84 120 56l42 28z" />
        <path className={css.door} d="M110 122V98h20v24z" />
        <path className={css.grain} d="M120 74c-4-3-4-8 0-11 4 3 4 8 0 11z" />
      </g>
      <path className={css.ground} d="M40 122.5h160" />
    </svg>
  )
}
