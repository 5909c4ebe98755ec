<?php
if (!defined('FREEPBX_IS_AUTH')) {
    die('No direct script access allowed');
}
$veilleur = \FreePBX::Veilleur();
$state = $veilleur->state();
$text = function ($value) {
    return htmlspecialchars(is_scalar($value) ? (string) $value : json_encode($value, JSON_UNESCAPED_UNICODE), ENT_QUOTES, 'UTF-8');
};
$incidents = isset($state['incidents']['incidents']) && is_array($state['incidents']['incidents']) ? $state['incidents']['incidents'] : array();
?>
<div class="container-fluid" id="veilleur">
<h1>Veilleur</h1>
<?php if ($state['status'] === null || empty($state['status']['ok'])) { ?>
	<div class="alert alert-danger"><?php echo _('Veilleur does not answer'); ?></div>
<?php } else { ?>
	<table class="table">
	<?php foreach ((array) $state['status']['status'] as $name => $value) { ?>
		<tr><th><?php echo $text($name); ?></th><td><?php echo $text($value); ?></td></tr>
	<?php } ?>
	</table>
	<h2><?php echo _('Incidents'); ?></h2>
	<?php foreach ($incidents as $incident) { $id = isset($incident['id']) ? $incident['id'] : ''; ?>
		<form class="veilleur-order" data-command="undo">
			<input type="hidden" name="id" value="<?php echo $text($id); ?>">
			<p><strong><?php echo $text($id); ?></strong> <?php echo $text(isset($incident['summary']) ? $incident['summary'] : $incident); ?>
			<input name="code" type="password" class="form-control" maxlength="40" autocomplete="off" required placeholder="<?php echo _('Code'); ?>">
			<button class="btn btn-default"><?php echo _('Undo'); ?></button></p>
		</form>
	<?php } ?>
	<h2><?php echo _('Say yes or no'); ?></h2>
	<form class="veilleur-order form-inline" data-command="answer">
		<select name="scope" class="form-control">
			<option value="number"><?php echo _('Number'); ?></option>
			<option value="territory"><?php echo _('Country'); ?></option>
			<option value="extension"><?php echo _('Extension'); ?></option>
		</select>
		<input name="value" class="form-control" maxlength="32" required>
		<select name="word" class="form-control">
			<option value="no"><?php echo _('No'); ?></option>
			<option value="yes"><?php echo _('Yes, for an hour'); ?></option>
		</select>
		<input name="code" type="password" class="form-control" maxlength="40" autocomplete="off" placeholder="<?php echo _('Code, for a yes'); ?>">
		<button class="btn btn-default"><?php echo _('Send'); ?></button>
	</form>
<?php } ?>
</div>
<script>
$('#veilleur').on('submit', '.veilleur-order', function (event) {
	event.preventDefault();
	$.post('ajax.php?module=veilleur&command=' + $(this).data('command'), $(this).serialize(), function (answer) {
		alert(answer.message);
		if (answer.status) { location.reload(); }
	});
});
</script>
