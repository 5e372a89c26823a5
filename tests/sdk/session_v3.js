"use strict";
// A whole session of the official SDK 3: REST, data streams (MessagePack), trading stream.
const { assert, sdk, key, secret, run, until } = require("./support.js");
const Alpaca = sdk("alpaca-v3");

async function all(iterator) {
  const items = [];
  for await (const item of iterator) items.push(item);
  return items;
}

async function refused(promise, status, code) {
  const error = await promise.then(() => null, (e) => e);
  assert.ok(error, "the request should be refused");
  assert.equal(error.response.status, status);
  if (code) assert.equal(error.response.data.code, code);
  assert.equal(typeof error.response.data.message, "string");
}

async function account(alpaca) {
  const account = await alpaca.getAccount();
  assert.equal(account.status, "ACTIVE");
  assert.equal(account.cash, "100000");
  assert.equal(account.equity, "100000");
  const clock = await alpaca.getClock();
  assert.equal(clock.is_open, true);
  assert.match(clock.timestamp, /^2024-03-12T09:3\d:/);
  const days = await alpaca.getCalendar({ start: "2024-07-01", end: "2024-07-05" });
  assert.deepEqual(days.map((day) => day.date), ["2024-07-01", "2024-07-02", "2024-07-03", "2024-07-05"]);
  assert.equal(days[2].close, "13:00");
  const assets = await alpaca.getAssets({ status: "active" });
  assert.deepEqual(assets.map((asset) => asset.symbol), ["AAPL", "MSFT"]);
  assert.equal((await alpaca.getAsset("MSFT")).id, assets[1].id);
}

async function watchlists(alpaca) {
  const made = await alpaca.addWatchlist("Mine", ["AAPL"]);
  assert.equal(made.name, "Mine");
  await alpaca.addToWatchlist(made.id, "MSFT");
  const read = await alpaca.getWatchlist(made.id);
  assert.deepEqual(read.assets.map((asset) => asset.symbol), ["AAPL", "MSFT"]);
  await alpaca.deleteFromWatchlist(made.id, "AAPL");
  await alpaca.updateWatchlist(made.id, { name: "Yours", symbols: ["AAPL"] });
  assert.deepEqual((await alpaca.getWatchlists()).map((list) => list.name), ["Yours"]);
  await refused(alpaca.addWatchlist("Yours", []), 422);
  await alpaca.deleteWatchlist(made.id);
  assert.deepEqual(await alpaca.getWatchlists(), []);
}

async function history(alpaca) {
  const start = "2024-03-12T13:20:00Z";
  const trades = await all(alpaca.getTradesV2("AAPL", { start, end: "2024-03-12T13:20:09.9Z", limit: 10 }));
  assert.equal(trades.length, 10);
  assert.equal(trades[0].Timestamp, "2024-03-12T13:20:00.000000007Z");
  assert.equal(trades[9].ID, 9);
  assert.equal(trades[0].Price, 170.05);
  const paged = await all(alpaca.getTradesV2("AAPL", { start, end: "2024-03-12T13:29:59.9Z", pageLimit: 250, limit: 5000 }));
  assert.deepEqual(paged.map((trade) => trade.ID), [...Array(600).keys()]);
  const quotes = await alpaca.getMultiQuotesV2(["MSFT", "AAPL"], { start, end: "2024-03-12T13:20:04Z" });
  assert.equal(quotes.get("AAPL").length, 5);
  assert.equal(quotes.get("MSFT")[0].AskPrice, 400.2);
  const bars = await all(alpaca.getBarsV2("AAPL", { start, end: "2024-03-12T13:29:00Z", timeframe: "1Min" }));
  assert.equal(bars.length, 10);
  assert.deepEqual([bars[0].OpenPrice, bars[0].Volume, bars[0].TradeCount, bars[0].VWAP], [170.05, 6000, 60, 170.05]);
  const five = await all(alpaca.getBarsV2("AAPL", { start, end: "2024-03-12T13:29:00Z", timeframe: alpaca.newTimeframe(5, alpaca.timeframeUnit.MIN) }));
  assert.deepEqual(five.map((bar) => bar.Volume), [30000, 30000]);
  const daily = { start: "2024-03-08", end: "2024-03-11", timeframe: "1Day" };
  const raw = await all(alpaca.getBarsV2("AAPL", { ...daily, adjustment: "raw" }));
  assert.deepEqual(raw.map((bar) => bar.ClosePrice), [700, 169]);
  const split = await all(alpaca.getBarsV2("AAPL", { ...daily, adjustment: "split" }));
  assert.deepEqual(split.map((bar) => [bar.ClosePrice, bar.Volume]), [[200, 3500], [169, 2000]]);
  assert.equal((await alpaca.getLatestTrade("AAPL")).Price, 170.05);
  assert.equal((await alpaca.getLatestQuotes(["AAPL", "MSFT"])).get("MSFT").BidPrice, 400);
  assert.equal((await alpaca.getLatestBar("AAPL")).Volume, 6000);
  const snapshots = await alpaca.getSnapshots(["AAPL"]);
  assert.equal(snapshots[0].symbol, "AAPL");
  assert.equal(snapshots[0].PrevDailyBar.ClosePrice, 169);
  const news = await alpaca.getNews({ symbols: ["AAPL"], includeContent: true });
  assert.equal(news[0].ID, 24918784);
  assert.deepEqual([news[0].Headline, news[0].Content, news[0].Symbols], ["First & foremost", "<p>x</p>", ["AAPL"]]);
  const contract = "AAPL240315C00170000";
  assert.equal((await alpaca.getOptionLatestQuotes([contract])).get(contract).AskPrice, 1.3);
  assert.equal((await alpaca.getOptionLatestTrades([contract])).get(contract).Price, 1.25);
}

async function orders(alpaca) {
  const base = { symbol: "AAPL", qty: 10, side: "buy", time_in_force: "day" };
  const limit = await alpaca.createOrder({ ...base, type: "limit", limit_price: 150, client_order_id: "v3-limit" });
  assert.deepEqual([limit.type, limit.limit_price, limit.qty, limit.filled_qty], ["limit", "150", "10", "0"]);
  const stop = await alpaca.createOrder({ ...base, type: "stop", stop_price: 180 });
  assert.equal(stop.stop_price, "180");
  const stopLimit = await alpaca.createOrder({ ...base, type: "stop_limit", stop_price: 180, limit_price: 181 });
  assert.deepEqual([stopLimit.stop_price, stopLimit.limit_price], ["180", "181"]);
  assert.equal((await alpaca.getOrders({ status: "open" })).length, 3);
  assert.equal((await alpaca.getOrderByClientId("v3-limit")).id, limit.id);
  await refused(alpaca.createOrder({ ...base, type: "limit", limit_price: 150, client_order_id: "v3-limit" }), 422, 40010001);
  await refused(alpaca.createOrder({ ...base, type: "limit", limit_price: 150.001 }), 422, 42210000);
  await refused(alpaca.createOrder({ ...base, type: "market", qty: 100000 }), 403, 40310000);
  await refused(alpaca.createOrder({ ...base, type: "market", side: "sell" }), 403, 40310000);
  await refused(alpaca.createOrder({ ...base, type: "market", symbol: "NOPE" }), 422);
  await refused(alpaca.getOrder("61e69015-8549-4bfd-b9c3-01e75843f47d"), 404, 40410000);
  await alpaca.cancelOrder(stop.id);
  await refused(alpaca.cancelOrder(stop.id), 422, 42210000);
  assert.equal((await alpaca.cancelAllOrders()).length, 2);
  const market = await alpaca.createOrder({ ...base, type: "market" });
  const filled = await alpaca.getOrder(market.id);
  assert.deepEqual([filled.status, filled.filled_qty, filled.filled_avg_price], ["filled", "10", "170.1"]);
  const position = await alpaca.getPosition("AAPL");
  assert.deepEqual([position.qty, position.avg_entry_price, position.side], ["10", "170.1", "long"]);
  assert.equal((await alpaca.getPositions()).length, 1);
  assert.equal((await alpaca.getAccount()).cash, "98299");
  await groups(alpaca, base);
}

// Replaces, brackets, trailing stops, closing positions, the account's configuration.
async function groups(alpaca, base) {
  const resting = await alpaca.createOrder({ ...base, type: "limit", limit_price: 150 });
  const replaced = await alpaca.replaceOrder(resting.id, { qty: 7, limit_price: 151 });
  assert.deepEqual([replaced.replaces, replaced.qty, replaced.limit_price], [resting.id, "7", "151"]);
  assert.deepEqual([(await alpaca.getOrder(resting.id)).status, (await alpaca.getOrder(resting.id)).replaced_by], ["replaced", replaced.id]);
  await alpaca.cancelOrder(replaced.id);
  const bracket = await alpaca.createOrder({ ...base, type: "limit", limit_price: 150, order_class: "bracket", take_profit: { limit_price: 180 }, stop_loss: { stop_price: 140, limit_price: 139 } });
  assert.deepEqual([bracket.order_class, bracket.legs.map((leg) => leg.status)], ["bracket", ["held", "held"]]);
  assert.equal((await alpaca.getOrders({ status: "open", nested: true })).length, 1);
  await alpaca.cancelOrder(bracket.id);
  assert.equal((await alpaca.getOrders({ status: "open" })).length, 0);
  const trailing = await alpaca.createOrder({ ...base, side: "sell", type: "trailing_stop", trail_percent: 2 });
  assert.deepEqual([trailing.trail_percent, trailing.type], ["2", "trailing_stop"]);
  await refused(alpaca.closePosition("AAPL"), 403, 40310000);
  await alpaca.cancelOrder(trailing.id);
  assert.equal((await alpaca.closePosition("AAPL")).side, "sell");
  await refused(alpaca.getPosition("AAPL"), 404, 40410000);
  assert.equal((await alpaca.updateAccountConfigurations({ suspend_trade: true })).suspend_trade, true);
  await refused(alpaca.createOrder({ ...base, type: "market" }), 403, 40310000);
  assert.equal((await alpaca.updateAccountConfigurations({ suspend_trade: false })).suspend_trade, false);
}

// The SDK always builds wss://; the exchange speaks ws here.
function plain(stream, port, path) {
  stream.session.url = `ws://127.0.0.1:${port}${path}`;
}

async function streams(alpaca, port) {
  const told = { trades: [], quotes: [], bars: [], news: [], options: [] };
  const stock = alpaca.data_stream_v2;
  plain(stock, port, "/v2/iex");
  stock.onConnect(() => {
    stock.subscribeForTrades(["AAPL"]);
    stock.subscribeForQuotes(["MSFT"]);
    stock.subscribeForBars(["*"]);
  });
  const errors = [];
  stock.onError((error) => errors.push(error));
  stock.onStockTrade((trade) => told.trades.push(trade));
  stock.onStockQuote((quote) => told.quotes.push(quote));
  stock.onStockBar((bar) => told.bars.push(bar));
  stock.connect();
  const news = alpaca.news_stream;
  plain(news, port, "/v1beta1/news");
  news.onConnect(() => news.subscribeForNews(["*"]));
  news.onNews((item) => told.news.push(item));
  news.connect();
  const option = alpaca.option_stream;
  plain(option, port, "/v1beta1/indicative");
  option.onConnect(() => option.subscribeForQuotes(["AAPL240315C00170000"]));
  option.onOptionQuote((quote) => told.options.push(quote));
  option.connect();
  await until("trades, quotes and bars", () => told.trades.length > 20 && told.quotes.length > 20 && told.bars.length > 1);
  assert.deepEqual(errors, []);
  for (const trade of told.trades)
    assert.deepEqual([trade.Symbol, trade.Price, trade.Size, trade.Conditions], ["AAPL", 170.05, 100, ["@"]]);
  for (let i = 1; i < told.trades.length; i++) assert.equal(told.trades[i].ID, told.trades[i - 1].ID + 1);
  for (const quote of told.quotes) assert.deepEqual([quote.Symbol, quote.BidPrice, quote.AskSize], ["MSFT", 400, 300]);
  assert.deepEqual([told.bars[0].Volume, told.bars[0].VWAP], [6000, told.bars[0].Symbol === "AAPL" ? 170.05 : 400.1]);
  const streamed = told.trades[0];
  const [rest] = await all(alpaca.getTradesV2("AAPL", { start: "2024-03-12", limit: 1, page_token: undefined, sort: "desc" }));
  assert.ok(rest.ID >= streamed.ID, "REST knows what the stream has told");
  const option0 = await until("an option quote", () => told.options[0]);
  assert.deepEqual([option0.Symbol, option0.BidPrice, option0.AskPrice, option0.Conditions], ["AAPL240315C00170000", 1.2, 1.3, "A"]);
  const item = await until("news", () => told.news[0]);
  assert.deepEqual([item.ID, item.Headline, item.Symbols], [24918785, "On the stream", ["AAPL", "MSFT"]]);
  for (const stream of [stock, news, option]) stream.disconnect();
}

async function tradingStream(alpaca) {
  const updates = [];
  const stream = alpaca.trade_ws;
  let listening = false;
  stream.onConnect(() => {
    stream.conn.on("message", (data) => {
      listening = listening || data.toString().includes('"listening"');
    });
    stream.subscribe(["trade_updates"]);
  });
  stream.onOrderUpdate((update) => updates.push(update));
  stream.connect();
  await until("the trading stream", () => listening);
  const base = { symbol: "MSFT", qty: 2, side: "buy", time_in_force: "day" };
  const events = (order) => updates.filter((u) => u.order.id === order.id).map((u) => u.event);
  const order = await alpaca.createOrder({ ...base, type: "limit", limit_price: 300 });
  await alpaca.cancelOrder(order.id);
  await until("canceled", () => events(order).includes("canceled"));
  const market = await alpaca.createOrder({ ...base, type: "market" });
  await until("fill", () => events(market).includes("fill"));
  const fill = updates.find((u) => u.event === "fill");
  assert.deepEqual([fill.price, fill.qty, fill.position_qty, fill.order.status], ["400.2", "2", "2", "filled"]);
  assert.ok(events(market).includes("new"));
  assert.match(fill.execution_id, /^[0-9a-f-]{36}$/);
  stream.disconnect();
}

run("official SDK 3", async (port) => {
  const url = `http://127.0.0.1:${port}`;
  const alpaca = new Alpaca({ keyId: key, secretKey: secret, baseUrl: url, dataBaseUrl: url, dataStreamUrl: url, feed: "iex" });
  await account(alpaca);
  await watchlists(alpaca);
  await history(alpaca);
  await orders(alpaca);
  await tradingStream(alpaca);
  await streams(alpaca, port);
});
