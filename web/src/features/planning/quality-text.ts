import { messages } from '@/lib/text'

export const qualityText = messages({
  subtitle: {
    zh: '过去每个月，当时的预测准不准、有没有偏、说 95% 是不是真 95%。',
    en: 'Month by month: how close, how biased, and whether 95% really meant 95%.',
  },
  horizonDays: { zh: '往后 {n} 天', en: '{n} days ahead' },
  learned: { zh: '{day} 学习 · {n} 个商品×仓库', en: 'learned {day} · {n} items × warehouses' },
  empty: { zh: '还没有可以打分的预测', en: 'No forecast to judge yet' },
  emptyHint: {
    zh: '预测做出来、又过了这么多天之后，这里才有成绩。',
    en: 'Figures appear once a forecast was made and its days have passed.',
  },
  // figures
  latest: { zh: '最近一个月', en: 'The latest month' },
  wape: { zh: '误差（WAPE）', en: 'Error (WAPE)' },
  wapeHint: { zh: '每卖 100 件，预测差多少件', en: 'units off per 100 sold' },
  bias: { zh: '偏差', en: 'Bias' },
  biasOver: { zh: '总体报多了', en: 'too high overall' },
  biasUnder: { zh: '总体报少了', en: 'too low overall' },
  biasNone: { zh: '不偏', en: 'none' },
  cover: { zh: '95% 线的覆盖', en: 'Coverage of the 95% line' },
  coverHint: { zh: '93.5–96.5% 算准', en: '93.5–96.5% is right' },
  gain: { zh: '比简单外推好', en: 'Better than naive' },
  gainHint: { zh: '分位损失减少', en: 'less quantile loss' },
  // by month
  byMonth: { zh: '按月', en: 'By month' },
  errorChart: { zh: '误差与偏差', en: 'Error and bias' },
  coverChart: {
    zh: '覆盖率：说 90% / 95%，实际多少',
    en: 'Coverage: promised 90% / 95%, and reality',
  },
  cover90: { zh: '90% 线', en: '90% line' },
  cover95: { zh: '95% 线', en: '95% line' },
  promised: { zh: '应为 {n}%', en: 'should be {n}%' },
  // by class
  byClass: { zh: '按分类', en: 'By class' },
  class: { zh: '分类', en: 'Class' },
  series: { zh: '数量', en: 'Series' },
  pinball: { zh: '分位损失', en: 'Quantile loss' },
  dimension_abc: { zh: 'ABC（按价值）', en: 'ABC (by value)' },
  dimension_xyz: { zh: 'XYZ（按波动）', en: 'XYZ (by variability)' },
  dimension_pattern: { zh: '需求形态', en: 'Demand pattern' },
  dimension_popularity: { zh: '热度', en: 'Popularity' },
  dimension_stage: { zh: '生命周期', en: 'Life cycle' },
  // items
  best: { zh: '最准的', en: 'Best' },
  worst: { zh: '最不准的', en: 'Worst' },
  item: { zh: '商品', en: 'Item' },
  demand: { zh: '实际', en: 'Actual' },
  forecast: { zh: '预测', en: 'Forecast' },
})
