"""Pictures drawn by the server as SVG, with attributes alone: the policy of the page runs no style."""
