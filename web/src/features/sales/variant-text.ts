import { messages } from '@/lib/text'

export const variantText = messages({
  enter: { zh: '款式录入', en: 'Enter by family' },
  family: { zh: '款式', en: 'Family' },
  choose: { zh: '选择款式', en: 'Choose a family' },
  noItems: { zh: '这个款式还没有商品', en: 'This family has no items yet' },
  available: { zh: '可售 {n}', en: '{n} available' },
  total: { zh: '共 {n} {unit}', en: '{n} {unit} in all' },
  take: { zh: '填入明细', en: 'Take over' },
  cancel: { zh: '取消', en: 'Cancel' },
  matrix: { zh: '库存矩阵', en: 'Stock by variant' },
  make: { zh: '生成商品 ({n})', en: 'Make {n} items' },
  made: { zh: '已生成 {n} 个商品', en: '{n} items made' },
  allMade: { zh: '商品都已生成', en: 'All items are there' },
  on_hand: { zh: '现有', en: 'On hand' },
  availableShort: { zh: '可售', en: 'Available' },
  incoming: { zh: '在途', en: 'Incoming' },
  show: { zh: '显示', en: 'Show' },
  sum: { zh: '合计', en: 'Total' },
})
