// What firms buy and name no supplier of: how much from where, the places to look for a product of one's own.
// ru: Что предприятия покупают, не называя поставщика: сколько и откуда; здесь ищут, что производить самим.
// params: limit
// returns: product, name, period, origin, buyers, amount
MATCH (b:Entity)-[r:BUYS]->(p:Product)
WITH p, r.period AS period, r.origin AS origin, count(DISTINCT b) AS buyers, sum(r.amount) AS amount,
    max(r.product_text) AS said
RETURN p.uid AS product, coalesce(p.name, said) AS name, period, origin, buyers, amount
ORDER BY amount DESC, product, period, origin
LIMIT $limit
