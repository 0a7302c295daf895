import { csv, gbkCsv, xlsx } from '../files.mjs'
import { desk } from '../browser.mjs'
import { fill, importFile, press } from '../screens.mjs'

export const title =
  'from an empty company and messy spreadsheets to a shortage ordered, received and gone'
export const server = { preset: false }

export async function run({ open, shot, expect }) {
  const page = await open({ size: desk })
  await setUp(page, shot)
  await makeWarehouse(page, expect)

  await importEverything(page, shot, expect)
  await expect.text(page.getByRole('main'), '导入完成')

  await page.goto('/')
  const line = (of) => of.locator('[data-shortage="A1:W1"]')
  await expect.text(line(page), /龙井茶.*/)
  await expect.text(line(page), '云南茶厂')
  await expect.gone(page.locator('[data-shortage="A6:W1"]'))
  await shot(page, 'radar')
  await line(page)
    .getByRole('button', { name: /^数字依据/ })
    .click()
  await shot(page, 'radar-why')

  // Two clicks: order the line, confirm the draft.
  await line(page).getByRole('button', { name: /^订货/ }).click()
  await shot(page, 'drafts')
  await press(page, /确认下单/)
  const dialog = page.getByRole('dialog')
  await expect.text(dialog, '已下单')
  const number = await dialog.getByRole('link').first().innerText()
  await shot(page, 'ordered')
  await dialog.getByRole('button', { name: '好' }).click()

  // Somebody else receives it; this page is not touched again.
  const colleague = await open({ size: desk })
  await colleague.context().addCookies(await page.context().cookies())
  await colleague.goto(`/d/purchase_order/${encodeURIComponent(number)}`)
  await press(colleague, '收货')
  await expect.visible(colleague.getByRole('heading', { name: '新建收货单' }))
  await shot(colleague, 'receipt-drafted')
  await press(colleague, /保存并入库/)
  await expect.text(colleague.getByRole('main'), '已生效')
  await shot(colleague, 'received')

  await expect.gone(line(page), 5_000)
  await shot(page, 'radar-cleared')
}

async function setUp(page, shot) {
  await page.goto('/')
  await page.waitForURL('**/setup')
  await fill(page, '公司或店铺名称', '恒源茶行')
  await fill(page, '您的姓名', '陈掌柜')
  await fill(page, '账号', 'chen')
  await fill(page, '密码', 'a-long-enough-password')
  await shot(page, 'setup')
  await press(page, '开始使用')
  await page.getByRole('heading', { name: '缺货雷达' }).waitFor()
  await shot(page, 'empty-radar')
}

async function makeWarehouse(page, expect) {
  await page.goto('/d/warehouse/new')
  await fill(page, '编码', 'W1')
  await fill(page, '名称', '主仓')
  await press(page, /保存/)
  await expect.visible(page.getByRole('heading', { name: '主仓' }))
}

/** In the order in which a company brings its data over; nothing of it may be refused. */
async function importEverything(page, shot, expect) {
  const history = salesHistory()
  const files = [
    ['商品', xlsx('商品目录.xlsx', catalogue), 6],
    ['供应商', csv('供应商.csv', suppliers), 2],
    ['货源', gbkCsv('供货价格.csv', supplies), 6],
    ['期初库存', gbkCsv('库存盘点表.csv', openingStock), 1],
    ['销售历史', gbkCsv('销售明细.csv', history), history.length - 3],
  ]
  for (const [kind, file, created] of files) {
    const tick = kind === '期初库存' ? '导入后直接生效' : undefined
    const shots = (step) => shot(page, `import-${kind}-${step}`)
    const result = await importFile(page, kind, file, { tick, shots })
    expect.equal(result, { created: String(created), bad: '0' }, file.name)
  }
}

const catalogue = [
  ['恒源茶行 商品目录', '', '', ''],
  ['货号', '品名', '单位', '类别'],
  ['A1', '龙井茶', '盒', '绿茶'],
  ['A2', '碧螺春', '盒', '绿茶'],
  ['A3', '铁观音', '盒', '乌龙'],
  ['A4', '普洱茶饼', '个', '黑茶'],
  ['A5', '茉莉花茶', '盒', '花茶'],
  ['A6', '紫砂壶', '个', '茶具'],
]

const suppliers = [
  ['供应商编码', '供应商名称'],
  ['S1', '云南茶厂'],
  ['S2', '宜兴陶坊'],
]

const supplies = [
  ['供应商', '商品', '级别', '采购价', '起订量', '包装量', '承诺交期(天)'],
  ['S1', 'A1', '主力', '38.50', '12', '12', '7'],
  ['S1', 'A2', '主力', '42.00', '12', '12', '7'],
  ['S1', 'A3', '主力', '30.00', '10', '10', '10'],
  ['S1', 'A4', '主力', '66.00', '5', '5', '10'],
  ['S1', 'A5', '主力', '18.00', '20', '20', '7'],
  ['S2', 'A6', '主力', '120.00', '1', '1', '20'],
]

/** Thousands separators, full-width digits, and a total at the end. */
const openingStock = [
  ['仓库', '货号', '数量', '单位成本'],
  ['W1', 'A1', '１２', '38.5'],
  ['W1', 'A2', '9', '42'],
  ['W1', 'A3', '1,200', '30'],
  ['W1', 'A4', '80', '66'],
  ['W1', 'A5', '1,000', '18'],
  ['W1', 'A6', '50', '120'],
  ['合计', '', '2,351', ''],
]

/** A quarter of a year up to yesterday, dates as they are written by hand. */
function salesHistory() {
  const rows = [['恒源茶行销售明细'], ['日期', '单号', '货号', '品名', '数量', '单价', '客户']]
  const day = 24 * 60 * 60 * 1000
  for (let ago = 90; ago >= 1; ago -= 1) {
    const date = new Date(Date.now() - ago * day)
    const [year, month, dayOfMonth] = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    const written =
      ago % 2 === 0 ? `${year}年${month}月${dayOfMonth}日` : `${year}/${month}/${dayOfMonth}`
    rows.push([written, `X${ago}a`, 'A1', '龙井茶', 4 + (ago % 3), '58.00', '老茶馆'])
    rows.push([written, `X${ago}b`, 'A2', '碧螺春', 1 + (ago % 2), '65.00', '老茶馆'])
    if (ago % 9 === 0) rows.push([written, `X${ago}c`, 'A4', '普洱茶饼', 1, '98.00', '散客'])
    if (ago % 30 === 0) rows.push([written, `X${ago}d`, 'A6', '紫砂壶', 1, '180.00', '散客'])
  }
  rows.push(['合计', '', '', '', rows.length, '', ''])
  return rows
}
