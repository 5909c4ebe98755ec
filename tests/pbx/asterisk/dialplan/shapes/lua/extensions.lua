local trunk = "PJSIP/%s@carrier"
extensions = {
  out = {
    ["_0X."] = function(c, e)
      app.NoOp("a call"); app.dial(string.format(trunk, e:sub(2)), 60) --= not_known
      -- app.Dial("PJSIP/1@carrier")
    end;
    ["200"] = function(c, e)
      app["Dial"]("PJSIP/201") --= not_known
    end;
    ["_9X."] = dial_by_table;
  };
}
function dial_by_table(context, extension)
  local run = app.originate --= not_known
  run("PJSIP/carrier/" .. extension, "app", "Echo")
end
