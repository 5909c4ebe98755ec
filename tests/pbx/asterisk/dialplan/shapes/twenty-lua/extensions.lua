local trunk = "PJSIP/%s@carrier"
function dehors(context, extension)
    app.noop("dehors")
    app.dial(string.format(trunk, extension:sub(2)), 60) --= not_known
end
extensions = {
    maison = {
        ["_0X."] = dehors,
        ["201"] = function() app.dial("PJSIP/201", 20) end, --= not_known
        ["300"] = function(c, e) app["queue"]("accueil") end, --= not_known
        ["*98"] = function() app.voicemailmain() end,
        ["_9X."] = function(c, e) return app.Originate("SIP/carrier/" .. e, "app", "Echo") end, --= not_known
        -- ["_8X."] = function(c, e) app.dial("SIP/carrier/" .. e) end,
    },
}
