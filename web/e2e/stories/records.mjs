import { clerk, teaMerchant } from '../company.mjs'
import { choose, fill, press, refusal, signIn } from '../screens.mjs'

export const title =
  'views, a board, acts on many, comments with @, the recycle bin, copies and uses'

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10' })
  await clerk(server, 'lihua', ['seller'])
  await clerk(server, 'wangfang', ['seller'])
  for (const quantity of ['4', '4', '4', '1']) await order(server, quantity)
  const page = await open()
  await signIn(page, 'lihua')

  // A table with what it comes to, and the large orders in a colour.
  await page.goto('/d/sales_order')
  await expect.text(page.locator('tfoot'), '¥325.00')
  await press(page, '条件颜色')
  const colours = page.getByRole('dialog')
  await press(colours, '添加条件')
  await choose(page, '字段 1', '金额')
  await choose(page, '比较 1', '大于')
  await fill(colours, '值 1', '50')
  await shot(page, 'colours')
  await press(colours, /完\s?成/)
  await expect.count(page.locator('tr[data-tone=warning]'), 3)
  await shot(page, 'coloured')

  // The same as cards, by day, and as a board by state: that is a view for everybody.
  await layout(page, '卡片')
  await expect.count(page.getByRole('list', { name: '销售订单' }).getByRole('listitem'), 4)
  await shot(page, 'cards')
  await layout(page, '日历：按下单日期')
  await page.getByRole('link', { name: /XS-000004/ }).waitFor()
  await shot(page, 'calendar')
  await layout(page, '看板：按状态')
  await page.getByRole('region', { name: '草稿' }).waitFor()
  await shot(page, 'board')
  await press(page, '存为视图')
  await page.getByLabel('视图名称').fill('销售看板')
  await page.getByRole('radio', { name: '所有人' }).check()
  await shot(page, 'save-a-view')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /保\s?存/ })
    .click()
  await page.getByRole('button', { name: '销售看板', pressed: true }).waitFor()

  // A colleague finds it, and moves a card: that is the step.
  const other = await open()
  await signIn(other, 'wangfang')
  await other.goto('/d/sales_order')
  await press(other, '销售看板')
  const draft = other.getByRole('region', { name: '草稿' })
  const confirmed = other.getByRole('region', { name: '已生效' })
  const done = other.getByRole('region', { name: '已发齐' })
  await draft.getByRole('listitem', { name: 'XS-000004' }).dragTo(confirmed)
  await confirmed.getByRole('listitem', { name: 'XS-000004' }).waitFor()
  await draft.getByRole('listitem', { name: 'XS-000003' }).dragTo(done)
  await expect.text(refusal(other), /XS-000003 不能从“草稿”移到“已发齐”/)
  await shot(other, 'calmly-refused')

  // Three drafts get the same note, and want twelve of nine: one act, an answer each.
  await page.goto('/d/sales_order?view=none&state=draft')
  await page.getByRole('checkbox', { name: '全选' }).check()
  await press(page, '批量修改')
  await choose(page, '修改字段', '客户单号')
  await fill(page.getByRole('dialog'), '新的值', 'PO-7')
  await shot(page, 'one-value-for-many')
  await press(page.getByRole('dialog'), /修\s?改/)
  await page.getByText('3 条已完成').waitFor()
  await page.getByRole('checkbox', { name: '全选' }).check()
  await shot(page, 'ticked')
  await page
    .getByRole('toolbar')
    .getByRole('button', { name: /生\s?效/ })
    .click()
  await page.locator('.ant-modal-confirm-btns .ant-btn-primary').click()
  const result = page.getByRole('dialog')
  await expect.text(result, /2 条完成，1 条没有完成/)
  await expect.text(result, /XS-00000\d/)
  await shot(page, 'one-was-refused')
  await result.getByRole('button', { name: '知道了' }).click()
  const left = page.getByRole('table').getByRole('row').nth(1)
  await expect.text(left, /草稿/)
  const number = (await left.getByRole('link').first().innerText()).trim()

  // Called with @, the other hears at once, opens it and answers.
  await left.getByRole('link').first().click()
  const writing = page.getByRole('textbox', { name: '写评论' })
  await writing.pressSequentially('@wang')
  await page.getByRole('menuitem', { name: 'wangfang' }).click()
  await writing.pressSequentially('客户催货，见 https://example.com/a')
  await press(page, /发\s?送/)
  await page.getByRole('link', { name: 'https://example.com/a' }).waitFor()
  await shot(page, 'a-comment')
  await other.getByRole('button', { name: '通知，1 条未读' }).click()
  await shot(other, 'the-bell')
  await other.getByRole('button', { name: /提到了您/ }).click()
  await other.getByRole('heading', { name: number }).waitFor()
  await other.getByRole('button', { name: '通知', exact: true }).waitFor()
  await other.getByRole('textbox', { name: '写评论' }).fill('明天到货')
  await press(other, /发\s?送/)
  await page.getByText('明天到货').waitFor()

  // Thrown away, and brought back with what was said about it.
  await press(page, '更多操作')
  await page.getByRole('menuitem', { name: '删除' }).click()
  await page.locator('.ant-modal-confirm-btns .ant-btn-primary').click()
  await page.waitForURL(/\/d\/sales_order/)
  await page.goto('/trash')
  await expect.text(page.getByRole('table'), new RegExp(number))
  await shot(page, 'the-bin')
  await press(page, /恢\s?复/)
  await page.getByRole('link', { name: '打开' }).click()
  await page.getByRole('heading', { name: number }).waitFor()
  await page.getByText('明天到货').waitFor()
  await expect.text(page.getByRole('region', { name: '历史' }), /从回收站恢复/)
  await expect.text(page.getByRole('main'), 'PO-7')
  await shot(page, 'back-again')

  // Copied, and found where its customer is used.
  await press(page, '更多操作')
  await page.getByRole('menuitem', { name: '复制为新单' }).click()
  await page.getByRole('heading', { name: '新建销售订单' }).waitFor()
  await fill(page, '数量 1', '1')
  await press(page, /保存并生效/)
  await page.getByRole('heading', { name: 'XS-000005' }).waitFor()
  await expect.text(page.getByRole('main'), '¥25.00')
  await page.getByRole('link', { name: '老茶馆' }).first().click()
  const uses = page.getByRole('region', { name: '使用它的单据' })
  await uses.getByText('销售订单').click()
  await uses.getByRole('link', { name: 'XS-000005' }).waitFor()
  await shot(page, 'where-used')
}

async function layout(page, name) {
  await press(page, '显示方式')
  await page.getByRole('menuitem', { name }).click()
}

/** All or nothing, so that what is not there is refused. */
function order(server, quantity) {
  return server.post('/api/documents/sales_order', {
    fields: {
      customer: 'C1',
      ship_from: 'W1',
      partial_allowed: false,
      lines: [{ item: 'A1', quantity, price: '25' }],
    },
  })
}
