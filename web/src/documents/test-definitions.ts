import type { DocumentType, Field, FieldKind, Label } from '@/lib/api-types'

/** Definitions for tests, as the server sends them. */
const both = (zh: string, en = zh): Label => ({ zh, en })

export function field(name: string, zh: string, kind: FieldKind, more: Partial<Field> = {}): Field {
  return { name, label: both(zh, name), kind, required: false, added: false, ...more }
}

const base: Omit<DocumentType, 'name' | 'label' | 'area' | 'fields' | 'list'> = {
  built_in: true,
  version: 1,
  title_field: null,
  key_field: null,
  states: [
    { name: 'draft', label: both('草稿', 'Draft'), editable: true, colour: 'default' },
    { name: 'confirmed', label: both('已确认', 'Confirmed'), editable: false, colour: 'blue' },
  ],
  transitions: [
    {
      name: 'confirm',
      label: both('确认', 'Confirm'),
      from: ['draft'],
      to: 'confirmed',
      tone: 'primary',
      confirm: false,
      permitted: true,
    },
  ],
  push_down: [],
  checks: [],
  permitted: { create: true, edit: true, delete: true, design: true },
}

/** A master: keyed, titled, one state. */
export const itemType: DocumentType = {
  ...base,
  name: 'item',
  label: both('商品', 'Item'),
  area: 'catalog',
  title_field: 'name',
  key_field: 'code',
  states: [{ name: 'active', label: both('启用', 'Active'), editable: true, colour: 'green' }],
  transitions: [],
  fields: [
    field('code', '编码', 'text', { required: true }),
    field('name', '名称', 'text', { required: true }),
    field('price', '售价', 'unit_price'),
    field('x_origin', '产地', 'text', { added: true }),
  ],
  list: ['code', 'name', 'price'],
}

/** A document: numbered, with lines, a formula, and a next document. */
export const orderType: DocumentType = {
  ...base,
  name: 'sales_order',
  label: both('销售订单', 'Sales order'),
  area: 'sales',
  fields: [
    field('customer', '客户', 'link', { target: 'customer', required: true }),
    field('partial_allowed', '允许部分发货', 'yes_no', { default: true }),
    field('total', '合计', 'money', { formula: 'sum(lines.amount)' }),
    field('lines', '明细', 'rows', {
      required: true,
      columns: [
        field('item', '商品', 'link', { target: 'item', required: true }),
        field('quantity', '数量', 'quantity', { required: true }),
        field('price', '单价', 'unit_price'),
        field('amount', '金额', 'money', { formula: 'quantity * price' }),
      ],
    }),
  ],
  list: ['number', 'customer', 'total', 'state'],
  push_down: [{ to: 'shipment', label: both('生成发货单', 'Ship'), from_states: ['confirmed'] }],
}

export const shipmentType: DocumentType = {
  ...base,
  name: 'shipment',
  label: both('发货单', 'Shipment'),
  area: 'sales',
  fields: [
    field('sales_order', '销售订单', 'link', { target: 'sales_order', required: true }),
    field('lines', '明细', 'rows', {
      columns: [
        field('item', '商品', 'link', { target: 'item', required: true }),
        field('quantity', '数量', 'quantity', { required: true }),
      ],
    }),
  ],
  list: ['number', 'sales_order', 'state'],
}

const choices = [
  { value: 'a', label: both('甲') },
  { value: 'b', label: both('乙') },
]

/** Made by a user, with a field of every kind in its head and in its lines. */
export const everyKindType: DocumentType = {
  ...base,
  name: 'every_kind',
  label: both('样本', 'Sample'),
  area: 'custom',
  built_in: false,
  fields: [...everyKind(''), field('lines', '明细', 'rows', { columns: everyKind('行') })],
  list: ['number', 'state'],
}

function everyKind(prefix: string): Field[] {
  return [
    field('text', `${prefix}文本`, 'text'),
    field('long_text', `${prefix}说明`, 'text', { max_length: 2000 }),
    field('number', `${prefix}数字`, 'number'),
    field('quantity', `${prefix}件数`, 'quantity'),
    field('money', `${prefix}金额`, 'money'),
    field('unit_price', `${prefix}单价`, 'unit_price'),
    field('percent', `${prefix}折扣`, 'percent'),
    field('date', `${prefix}日期`, 'date'),
    field('date_time', `${prefix}时刻`, 'date_time'),
    field('choice', `${prefix}选项`, 'choice', { choices }),
    field('yes_no', `${prefix}是否`, 'yes_no'),
    field('member', `${prefix}成员`, 'member'),
    field('link', `${prefix}关联`, 'link', { target: 'item' }),
    field('barcode', `${prefix}条码`, 'barcode'),
  ]
}
