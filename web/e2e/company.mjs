// A small tea merchant, made behind the screen for stories that are about something else.

import { password } from './server.mjs'

const chinese = {
  warehouse: '主仓',
  customer: '老茶馆',
  supplier: '云南茶厂',
  item: '茶',
  unit: '盒',
}
export const english = {
  warehouse: 'Main store',
  customer: 'Old Teahouse',
  supplier: 'Yunnan Tea',
  item: 'Tea',
  unit: 'box',
}

/** One warehouse, one customer, one supplier, and `stock` boxes of each item of the given codes. */
export async function teaMerchant(server, stock = {}, words = chinese) {
  await server.signIn()
  await server.create('warehouse', { code: 'W1', name: words.warehouse })
  await server.create('customer', { code: 'C1', name: words.customer })
  await server.create('supplier', { code: 'S1', name: words.supplier })
  for (const code of Object.keys(stock)) {
    await server.create('item', { code, name: `${words.item} ${code}`, unit: words.unit })
    const terms = { supplier: 'S1', item: code, class: 'main', price: '8', moq: '12', pack: '12' }
    await server.create('supply', { ...terms, lead_time_days: '7' })
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
