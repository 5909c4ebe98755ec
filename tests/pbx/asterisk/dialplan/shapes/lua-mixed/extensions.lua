-- routes of the house
extensions = {
  phones = {
    ["_2XX"] = function(context, extension)
      app.playback("hello")
      app.goto_("out", extension, 1)
    end;
    include = { "out" };
  };
}
function call(number)
  app.dial("PJSIP/" .. number .. "@ovh", 30) --= not_known
end
hints = { phones = { ["201"] = "PJSIP/201" } }
