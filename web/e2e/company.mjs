// A small tea merchant, made behind the screen for stories that are about something else.

import { password } from './server.mjs'

/** One warehouse, one customer, and `stock` boxes of each item of the given codes. */
export async function teaMerchant(server, stock = {}) {
  await server.signIn()
  await server.create('warehouse', { code: 'W1', name: '主仓' })
  await server.create('customer', { code: 'C1', name: '老茶馆' })
  await server.create('supplier', { code: 'S1', name: '云南茶厂' })
  for (const code of Object.keys(stock)) {
    await server.create('item', { code, name: `茶 ${code}`, unit: '盒' })
  }
  const lines = Object.entries(stock).map(([item, quantity]) => ({
    item,
    quantity,
    unit_cost: '8',
  }))
  if (lines.length > 0) await server.create('opening_stock', { warehouse: 'W1', lines }, 'confirm')
}

export const clerk = (server, login, roles) =>
  server.post('/api/users', { login, name: login, password, roles })

/** What is available of an item in the only warehouse. */
export async function available(server, item) {
  const { rows } = await server.get(`/api/stock?item=${encodeURIComponent(item)}`)
  return rows[0]?.available
}
