-- a plan as public examples have it
local function sortie(c, e)
  local d = app.dial --= not_known
  local routes = require("routes") --= not_known
  local again = app --= not_known
  channel.TIMEOUT("absolute"):set(3600)
  app.Dial("PJSIP/" .. e:sub(2) .. "@carrier", 60) --= not_known
end
--[==[ app.dial("SIP/x") ]] --
  app.queue("x")
]==]
--[[
  app.dial("SIP/old/" .. e)
]]
extensions = {
  ["bureau"] = {
    include = {"internes"};
    ["_0X."] = sortie;
    ["_9X."] = function(c, e)
      app . dial ("IAX2/siege/" .. e) --= not_known
      app.queue("support") app.hangup() --= not_known
    end;
    ["_7X."] = function(c, e) app.noop("a -- b") app.dial("SIP/siege/" .. e) end; --= not_known
    ["_6X."] = function(c, e) app[name](e) end; --= not_known
    h = function() app.noop("fin") end;
  };
  internes = { ["_2XX"] = function(c, e) app["Dial"]("PJSIP/" .. e) end }; --= not_known
}
hints = { bureau = { ["201"] = "PJSIP/201" } }
