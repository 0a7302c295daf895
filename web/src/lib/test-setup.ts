import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 })

// Tests read Chinese, whatever machine they run on.
Object.defineProperty(navigator, 'language', { value: 'zh-CN', configurable: true })

// Boxes that grow with their text add these up, and what is computed here from variables is no number.
const computed = window.getComputedStyle.bind(window)
window.getComputedStyle = (...of) => {
  const style = computed(...of)
  const read = style.getPropertyValue.bind(style)
  style.getPropertyValue = (name) => {
    const value = read(name)
    return /^(padding|border)-/.test(name) && Number.isNaN(parseFloat(value)) ? '0px' : value
  }
  return style
}

afterEach(() => {
  cleanup()
  localStorage.clear()
  sessionStorage.clear()
})
