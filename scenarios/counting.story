# 盘点和调整: 数到多少就是多少, 占用的先保住。
# Counting and adjusting: what was counted is what there is.

confirm opening_stock warehouse=main: tea 10 @8, cup 5 @2
confirm sales_order as A customer=li ship_from=main: tea 6
confirm stock_count warehouse=main: tea 9, cup 7
stock tea@main = 9 on hand, 6 reserved, 3 available
stock cup@main = 7 on hand, 0 reserved, 7 available

# 数清单时又卖出去的, 过账时照样扣 / What left after the count still left.
draft stock_count as C warehouse=main: cup 6
confirm adjustment warehouse=main reason=damaged: cup -2
stock cup@main = 5 on hand
confirm C
stock cup@main = 4 on hand, 4 available

# 数到的比答应客户的还少: 账照实记, 占用让出来 / Less than was promised: the promise gives way.
confirm stock_count warehouse=main: tea 4
stock tea@main = 4 on hand, 4 reserved, 0 available
line A 1 = 6 wanted, 4 reserved, 2 short

confirm adjustment warehouse=main reason=lost: tea -1 -> insufficient_stock
# 找到的先补给等着的 / What is found goes to who waits.
confirm adjustment warehouse=main reason=found: tea 3
stock tea@main = 7 on hand, 6 reserved, 1 available
line A 1 = 6 wanted, 6 reserved, 0 short
