import { AimOutlined, EnvironmentOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { notify } from '@/components/feedback'
import { asLocation, mapAddress } from '@/documents/kinds/parts'
import type { Field, FieldContent, Location } from '@/lib/api-types'
import { messages, useLabel, useText } from '@/lib/text'
import css from './parts.module.css'

const m = messages({
  coordinates: { zh: '纬度, 经度', en: 'Latitude, longitude' },
  name: { zh: '地点名称（可选）', en: 'Name of the place (optional)' },
  here: { zh: '当前位置', en: 'Where I am' },
  map: { zh: '在地图上看', en: 'See it on a map' },
  denied: {
    zh: '取不到当前位置：请允许浏览器定位，或直接填经纬度',
    en: 'The position is not known: allow it in the browser, or fill in the coordinates',
  },
})

type LocationInputProps = {
  field: Field
  value: FieldContent
  onChange: (location: Location | null) => void
  id?: string | undefined
  disabled?: boolean | undefined
  invalid?: boolean | undefined
}

/** A place: where one stands, or coordinates as a map gives them. */
export function LocationInput(props: LocationInputProps) {
  const { field, value, onChange, id, disabled = false, invalid = false } = props
  const t = useText(m)
  const say = useLabel()
  const at = asLocation(value)
  const [typed, setTyped] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const shown = typed ?? (at ? `${at.lat}, ${at.lng}` : '')

  function type(text: string) {
    setTyped(text)
    const [lat = '', lng = ''] = text.split(/[,，\s]+/).map((part) => part.trim())
    // What is half typed goes to the server as it is, to be refused with its words.
    onChange(text.trim() === '' ? null : { lat, lng, text: at?.text ?? '' })
  }
  function locate() {
    const give = ({ coords }: GeolocationPosition) => {
      setAsking(false)
      setTyped(null)
      const lat = coords.latitude.toFixed(6)
      onChange({ lat, lng: coords.longitude.toFixed(6), text: at?.text ?? '' })
    }
    const deny = () => {
      setAsking(false)
      notify.error(t.denied)
    }
    // Browsers offer it to secure pages only.
    if (!('geolocation' in navigator)) return deny()
    setAsking(true)
    navigator.geolocation.getCurrentPosition(give, deny, {
      enableHighAccuracy: true,
      timeout: 15_000,
    })
  }
  const status = invalid ? { status: 'error' as const } : {}
  return (
    <div className={css.stack}>
      <div className={css.beside}>
        <Input
          {...status}
          id={id}
          className="num"
          aria-label={`${say(field.label)} ${t.coordinates}`}
          placeholder={t.coordinates}
          inputMode="text"
          disabled={disabled}
          value={shown}
          autoComplete="off"
          onBlur={() => setTyped(null)}
          onChange={(event) => type(event.target.value)}
        />
        {!disabled && (
          <Button
            icon={<AimOutlined />}
            loading={asking}
            aria-label={t.here}
            title={t.here}
            onClick={locate}
          />
        )}
        {at && (
          <Button
            icon={<EnvironmentOutlined />}
            aria-label={t.map}
            title={t.map}
            href={mapAddress(at)}
            target="_blank"
            rel="noopener noreferrer"
          />
        )}
      </div>
      <Input
        {...status}
        aria-label={`${say(field.label)} ${t.name}`}
        placeholder={t.name}
        disabled={disabled || !at}
        maxLength={200}
        value={at?.text ?? ''}
        autoComplete="off"
        onChange={(event) => at && onChange({ ...at, text: event.target.value })}
      />
    </div>
  )
}
