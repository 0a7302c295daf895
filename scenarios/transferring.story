# 调拨: 两步, 路上的货不在任何仓库, 但算在途。
# Transferring: two steps; what travels is in no warehouse, and is incoming.

confirm opening_stock warehouse=main: tea 10 @8
confirm sales_order as A customer=li ship_from=main: tea 7
stock tea@main = 10 on hand, 7 reserved, 3 available

# 已占用的不能调走 / What is promised does not leave.
confirm transfer from=main to=east: tea 4 -> insufficient_stock
stock tea@main = 10 on hand, 7 reserved, 3 available

confirm transfer as T from=main to=east: tea 3
stock tea@main = 7 on hand, 7 reserved, 0 available
stock tea@east = 0 on hand, 0 available, 3 incoming
state T = confirmed
cancel T -> transition_not_allowed

receive T
state T = received
stock tea@east = 3 on hand, 3 available, 0 incoming
cost tea = 8
