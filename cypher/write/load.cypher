// Make or change a load.
// params: no, props
// returns:
MERGE (l:Load {no: $no})
SET l += $props
