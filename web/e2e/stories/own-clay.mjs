import { teaMerchant } from '../company.mjs'
import { choose, fill, pick, press, saving, signIn } from '../screens.mjs'

export const title = 'an administrator adds a field and a document type, and uses both'

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10' })
  const page = await open()
  const main = page.getByRole('main')
  await signIn(page)

  // A field on a built-in type, shown in its list.
  await page.goto('/settings/fields/item')
  await press(page, '添加字段')
  await fill(page, '中文名称', '产地')
  await fill(page, '英文名称', 'Place of origin')
  await choose(page, '类型', '选项')
  await fill(page, '选项（每行一个）', '杭州 | Hangzhou\n云南 | Yunnan')
  await shot(page, 'new-field')
  await press(page.getByRole('dialog'), '保存')
  await expect.visible(main.getByRole('cell', { name: /产地/ }))
  await saving(page, '/overlay', () => choose(page, '添加一列', '产地'))

  await page.goto('/d/item/A1/edit')
  await choose(page, '产地', '云南')
  await shot(page, 'field-in-form')
  await press(page, /保存/)
  await expect.text(main, /产地 云南/)
  await page.goto('/d/item')
  await expect.text(main.getByRole('row', { name: /A1/ }), '云南')
  await shot(page, 'field-in-list')

  // A check of our own on a built-in type, which the server keeps too.
  await page.goto('/settings/fields/carrier')
  await press(page, '添加检查')
  await main.getByText('写公式', { exact: true }).click()
  await fill(page, '必须满足 1', 'LEN([phone]) >= 5')
  await fill(page, '中文名称', '电话太短')
  await shot(page, 'own-check')
  await saving(page, '/overlay', () =>
    main.getByRole('button', { name: '保存', exact: true }).click(),
  )
  const carrier = { code: 'K1', name: '快递', phone: '12' }
  const refused = await server.create('carrier', carrier).catch((error) => error.message)
  expect.equal(String(refused).includes('电话太短'), true, 'the check refuses a short number')
  await server.create('carrier', { ...carrier, phone: '95353' })

  // Rules for fields of the system: the address comes from the customer, big orders need their number.
  await server.patch('/api/documents/customer/C1', { fields: { address: '狮峰路 8 号' } })
  await page.goto('/settings/fields/sales_order')
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: '“收货地址”的规则' }).click()
  await dialog.getByRole('radio', { name: '从匹配的单据带出，可以改' }).check()
  await choose(page, '从哪种单据取', '客户')
  await press(dialog, '添加匹配条件')
  await choose(page, '那张单据的字段 1', '单据本身')
  await choose(page, '这张单据的字段 1', '客户')
  await choose(page, '取它的哪个字段', '地址')
  await shot(page, 'linkage-of-a-built-in-field')
  await press(dialog, '保存')
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: '“客户单号”的规则' }).click()
  await dialog.getByRole('tab', { name: '规则' }).click()
  await dialog.getByText('写公式', { exact: true }).nth(1).click()
  await fill(dialog, '什么时候必填', '[amount] > 100')
  await shot(page, 'rule-of-a-built-in-field')
  await press(dialog, '保存')
  await dialog.waitFor({ state: 'hidden' })
  await expect.text(main.getByRole('row', { name: /客户单号/ }), /规则/)
  await page.goto('/d/sales_order/new')
  await pick(page, /^客户/, 'C1')
  await expect.value(page.getByLabel('收货地址', { exact: true }), '狮峰路 8 号')
  await pick(page, '商品 1', 'A1')
  await fill(page, '数量 1', '5')
  await fill(page, '单价 1', '25')
  await press(page, /保存并生效/)
  await expect.text(main, /客户单号[^]*必填/)
  await fill(page, '客户单号', 'PO-9')
  await press(page, /保存并生效/)
  await page.getByRole('heading', { name: /XS-/ }).waitFor()
  await expect.text(main, /狮峰路 8 号/)

  // A type of our own.
  await page.goto('/settings/types/new')
  await fill(page, '中文名称', '维修单')
  await fill(page, '英文名称', 'Repair')
  expect.equal(await page.getByLabel('标识', { exact: true }).inputValue(), 'repair', 'identifier')
  await addField(page, { zh: '商品', en: 'Item', kind: '连接其他单据', target: '商品' })
  await addField(page, { zh: '故障', en: 'Fault' })
  await fill(page, '前缀', 'WX-')
  await shot(page, 'new-type')
  await press(page, '创建')
  await page.waitForURL('**/d/repair')

  await page.goto('/d/repair/new')
  await pick(page, '商品', 'A1')
  await fill(page, '故障', '盒盖开裂')
  await shot(page, 'new-document')
  await press(page, /保存并确认/)
  await expect.visible(page.getByRole('heading', { name: /WX-0*1/ }))
  await expect.text(main, /已确认/)
  await expect.text(main, /盒盖开裂/)
  await shot(page, 'document')
  await page.goto('/d/repair')
  await expect.text(main.getByRole('row', { name: /WX-0*1/ }), '盒盖开裂')
}

async function addField(page, { zh, en, kind, target }) {
  await press(page, '添加字段')
  const dialog = page.getByRole('dialog')
  await fill(dialog, '中文名称', zh)
  await fill(dialog, '英文名称', en)
  if (kind) await choose(page, '类型', kind)
  if (target) await choose(page, '连接到', target)
  await press(dialog, '保存')
  await dialog.waitFor({ state: 'hidden' })
}
