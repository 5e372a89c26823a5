"use strict";
// A whole session of the official SDK 4: REST, data streams (JSON and MessagePack), trading stream.
const { assert, sdk, key, secret, run, until } = require("./support.js");
const { Alpaca } = sdk("@alpacahq/alpaca-trade-api");

async function refused(promise, status, code) {
  const error = await promise.then(() => null, (e) => e);
  assert.ok(error, "the request should be refused");
  assert.equal(error.status ?? error.response?.status, status, String(error));
  if (code) assert.equal(Number(error.code ?? error.body?.code), code);
}

async function account(alpaca) {
  const account = await alpaca.trading.account.getAccount();
  assert.deepEqual([account.status, account.cash, account.equity], ["ACTIVE", "100000", "100000"]);
  const clock = await alpaca.trading.clock.legacyClock();
  assert.equal(clock.isOpen, true);
  const days = await alpaca.trading.calendar.legacyCalendar({ start: new Date("2024-07-01"), end: new Date("2024-07-05") });
  assert.deepEqual(days.map((day) => day.close), ["16:00", "16:00", "13:00", "16:00"]);
  const assets = await alpaca.trading.assets.getV2Assets({ status: "active" });
  assert.deepEqual(assets.map((asset) => asset.symbol), ["AAPL", "MSFT"]);
  const contracts = await alpaca.trading.assets.getOptionsContracts({ underlyingSymbols: "AAPL" });
  assert.equal(contracts.optionContracts[0].symbol, "AAPL240315C00170000");
  assert.equal(Number(contracts.optionContracts[0].strikePrice), 170);
  assert.equal(Number(contracts.optionContracts[0].openInterest), 1200);
}

async function history(alpaca) {
  const data = alpaca.marketData;
  const start = new Date("2024-03-12T13:20:00Z");
  const bars = await data.getStockBarsFor("AAPL", { timeframe: "1Min", start, end: new Date("2024-03-12T13:29:00Z") });
  assert.equal(bars.length, 10);
  assert.deepEqual([bars[0].open, bars[0].volume, bars[0].tradeCount], [170.05, 6000, 60]);
  const trades = await data.collectStockTradesBySymbol({ symbols: "AAPL,MSFT", start, end: new Date("2024-03-12T13:24:59.9Z"), limit: 70 });
  const of = (symbol) => (trades instanceof Map ? trades.get(symbol) : trades[symbol]);
  assert.deepEqual(of("AAPL").map((trade) => Number(trade.i ?? trade.id)), [...Array(300).keys()]);
  assert.equal(of("MSFT").length, 300);
  const quotes = await data.getStockQuotesFor("MSFT", { start, end: new Date("2024-03-12T13:20:04Z") });
  assert.deepEqual([quotes.length, quotes[0].bidPrice, quotes[0].askSize], [5, 400, 300]);
  const latest = await data.stocks.stockLatestTrades({ symbols: "AAPL" });
  assert.equal(latest.trades.AAPL.p, 170.05);
  assert.equal(await data.getLatestPrice("AAPL"), 170.05);
  const snapshot = await data.stocks.stockSnapshotSingle({ symbol: "AAPL" });
  assert.equal(snapshot.prevDailyBar.c, 169);
  const actions = await data.corporateActions.corporateActions({ symbols: "AAPL", start: new Date("2024-03-01"), end: new Date("2024-03-12") });
  assert.deepEqual([actions.corporateActions.forwardSplits[0].newRate, actions.corporateActions.forwardSplits[0].oldRate], [7, 2]);
  const news = await data.news.news({ symbols: "AAPL", includeContent: true });
  assert.deepEqual([news.news[0].id, news.news[0].content], [24918784, "<p>x</p>"]);
  const chain = await data.options.optionChain({ underlyingSymbol: "AAPL" });
  assert.equal(chain.snapshots.AAPL240315C00170000.latestTrade.p, 1.25);
  await refused(data.stocks.stockBars({ symbols: "AAPL", timeframe: "60Min" }), 400);
}

async function orders(alpaca) {
  const orders = alpaca.trading.orders;
  const base = { symbol: "AAPL", qty: 10, side: "buy" };
  const limit = await orders.limit({ ...base, limitPrice: 150, clientOrderId: "v4-limit" });
  assert.deepEqual([limit.type, limit.limitPrice, limit.filledQty], ["limit", "150", "0"]);
  await orders.stop({ ...base, stopPrice: 180 });
  const stopLimit = await orders.stopLimit({ ...base, stopPrice: 180, limitPrice: 181 });
  assert.deepEqual([stopLimit.stopPrice, stopLimit.limitPrice], ["180", "181"]);
  assert.equal((await orders.getOrderByClientOrderId({ clientOrderId: "v4-limit" })).id, limit.id);
  await refused(orders.limit({ ...base, limitPrice: 150, clientOrderId: "v4-limit" }), 422, 40010001);
  await refused(orders.limit({ ...base, limitPrice: 150.001 }), 422, 42210000);
  await refused(orders.market({ ...base, qty: 100000 }), 403, 40310000);
  assert.equal((await orders.getAllOrders({ status: "open" })).length, 3);
  assert.equal((await orders.deleteAllOrders()).length, 3);
  const market = await orders.market(base);
  const filled = await orders.getOrderByOrderID({ orderId: market.id });
  assert.deepEqual([filled.status, filled.filledQty, filled.filledAvgPrice], ["filled", "10", "170.1"]);
  const position = await alpaca.trading.positions.getOpenPosition({ symbolOrAssetId: "AAPL" });
  assert.deepEqual([position.qty, position.avgEntryPrice], ["10", "170.1"]);
}

async function streams(alpaca, port) {
  const url = (path) => `ws://127.0.0.1:${port}${path}`;
  const told = { trades: [], quotes: [], bars: [], news: [], options: [] };
  const stock = alpaca.marketData.stockStream({ feed: "iex", url: url("/v2/iex"), reconnect: false });
  stock.onConnect(() => {
    stock.subscribeForTrades(["AAPL"]);
    stock.subscribeForQuotes(["MSFT"]);
    stock.subscribeForBars(["*"]);
  });
  stock.onTrade((trade) => told.trades.push(trade));
  stock.onQuote((quote) => told.quotes.push(quote));
  stock.onBar((bar) => told.bars.push(bar));
  const option = alpaca.marketData.optionStream({ feed: "indicative", url: url("/v1beta1/indicative"), reconnect: false });
  option.onConnect(() => option.subscribeForQuotes(["AAPL240315C00170000"]));
  option.onQuote((quote) => told.options.push(quote));
  const news = alpaca.marketData.newsStream({ url: url("/v1beta1/news"), reconnect: false });
  news.onConnect(() => news.subscribeForNews(["*"]));
  news.onNews((item) => told.news.push(item));
  for (const stream of [stock, option, news]) stream.connect();
  await until("trades, quotes and bars", () => told.trades.length > 20 && told.quotes.length > 20 && told.bars.length > 1);
  for (const trade of told.trades) assert.deepEqual([trade.symbol, trade.price, trade.size], ["AAPL", 170.05, 100]);
  for (const quote of told.quotes) assert.deepEqual([quote.symbol, quote.bidPrice, quote.askPrice], ["MSFT", 400, 400.2]);
  assert.equal(told.bars[0].volume, 6000);
  const quote = await until("an option quote", () => told.options[0]);
  assert.deepEqual([quote.symbol, quote.bidPrice, quote.askPrice], ["AAPL240315C00170000", 1.2, 1.3]);
  const item = await until("news", () => told.news[0]);
  assert.deepEqual([Number(item.id), item.headline], [24918785, "On the stream"]);
  for (const stream of [stock, option, news]) stream.disconnect();
}

async function tradingStream(alpaca, port) {
  const updates = [];
  const stream = alpaca.trading.stream({ url: `ws://127.0.0.1:${port}/stream`, reconnect: false });
  let connected = false;
  stream.onTradeUpdate((update) => updates.push(update));
  stream.onConnect(() => {
    stream.subscribeTradeUpdates();
    connected = true;
  });
  stream.connect();
  await until("the trading stream", () => connected);
  // The acknowledgement of `listen` is not shown to us: cancel orders until one of them is told.
  const orders = alpaca.trading.orders;
  const base = { symbol: "MSFT", qty: 2, side: "buy" };
  while (!updates.some((u) => u.event === "canceled")) {
    const resting = await orders.limit({ ...base, limitPrice: 300 });
    await orders.deleteOrderByOrderID({ orderId: resting.id });
    await alpaca.trading.clock.legacyClock();
  }
  const market = await orders.market(base);
  const fill = await until("fill", () => updates.find((u) => u.event === "fill"));
  assert.deepEqual([fill.order.id, fill.order.status], [market.id, "filled"]);
  assert.deepEqual([Number(fill.price), Number(fill.qty)], [400.2, 2]);
  assert.ok(updates.some((u) => u.event === "new" && u.order.id === market.id));
  stream.disconnect();
}

run("official SDK 4", async (port) => {
  // The SDK knows Alpaca's hosts only; both lead to the exchange.
  const fetchApi = (url, options) =>
    fetch(String(url).replace(/^https:\/\/(paper-api|data)\.alpaca\.markets/, `http://127.0.0.1:${port}`), options);
  const alpaca = new Alpaca({ keyId: key, secret, fetchApi, retry: false, rateLimit: false });
  await account(alpaca);
  await history(alpaca);
  await orders(alpaca);
  await tradingStream(alpaca, port);
  await streams(alpaca, port);
});
