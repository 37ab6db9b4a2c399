-- For wrk: requests of one kind, and what came of them as a line of JSON.
--   wrk … -s load.lua URL -- TOKEN KIND FIRST DEBTS    KIND: summary, customer, payment, counted (payments, and what is refused)

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

local function count(status, headers)
  if status == 429 or status == 503 then
    refused = refused + 1
    unexplained = unexplained + (headers["Retry-After"] and 0 or 1)
  elseif status >= 300 then
    unexplained = unexplained + 1
  end
end

local payment = '{"customer_id":%d,"debt_id":%d,"amount":"1.00","payment_date":"2025-01-31T10:00:00Z",' ..
  '"status":"COMPLETED","payment_method":"ach","transaction_id":"T-%d-%d"}'

function init(arguments)
  local token, kind = arguments[1], arguments[2]
  local sent, debts = tonumber(arguments[3]), tonumber(arguments[4])
  local headers = {["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json"}
  refused, unexplained = 0, 0
  math.randomseed(sent + number)
  if kind == "summary" or kind == "customer" then
    local path = "/v1/customers/%d" .. (kind == "summary" and "/summary" or "")
    request = function()
      return wrk.format("GET", string.format(path, math.random(1, math.floor(debts / 2))), headers)
    end
    return
  end
  request = function()
    sent = sent + 1
    local debt = math.random(1, debts)
    return wrk.format("POST", "/v1/payments", headers, string.format(payment, math.floor((debt + 1) / 2), debt, number, sent))
  end
  response = kind == "counted" and count or nil
end

function done(summary, latency)
  local refused_in_all, unexplained_in_all = 0, 0
  for _, thread in ipairs(threads) do
    refused_in_all = refused_in_all + thread:get("refused")
    unexplained_in_all = unexplained_in_all + thread:get("unexplained")
  end
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50_us":%d,"p99_us":%d,"not_2xx":%d,"refused":%d,"unexplained":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99), errors.status, refused_in_all,
    unexplained_in_all, errors.connect + errors.read + errors.write + errors.timeout))
end
