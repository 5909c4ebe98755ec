// The drop page: files go to the worker, what `veilleur check` says comes back. Nothing is sent anywhere.

const TEXT = {
  fr: {
    title: "Piraté cette nuit ? Déposez le relevé d’appels.",
    intro: "Veilleur cherche la fraude dans le relevé de votre standard ou la facture de l’opérateur, dit ce qu’elle a coûté et ce qu’il faut faire maintenant.",
    private: "Rien ne quitte cet appareil : les fichiers sont lus ici, dans cette page.",
    drop: "Déposez les fichiers ici",
    choose: "Choisir les fichiers",
    which: "Le relevé s’appelle CDR, tickets ou journal d’appels ; votre installateur ou votre opérateur le donne. CSV, Excel, texte, ZIP.",
    loading: "Préparation (une seule fois, environ 20 Mo)…",
    ready: "Prêt, même sans Internet.",
    reading: "Lecture de {names}…",
    stopped: "Arrêté. Rien n’a été gardé.",
    result: "Ce que Veilleur a lu",
    found: "Une fraude a été trouvée.",
    nothing: "Lecture terminée.",
    unusable: "Ce fichier n’a pas pu être lu entièrement.",
    fault: "Veilleur lui-même a échoué ; vos fichiers n’ont rien. Essayez un autre navigateur, ou signalez-le.",
    tooOld: "Ce navigateur est trop ancien pour cette page ; mettez-le à jour, ou essayez sur un autre appareil.",
    stop: "Arrêter",
    print: "Imprimer",
    save: "Enregistrer ce texte",
    saveCases: "Enregistrer les relevés gardés (ZIP)",
    saveDossier: "Dossier pour la plainte (numéros entiers)",
    saveCirculated: "Dossier à diffuser (numéros masqués)",
    dossierNote: "Le dossier est un ZIP : les pages à imprimer (dossier.html), la liste des appels, cinq lettres à compléter et les empreintes. Il n’est pas signé.",
    making: "Le dossier s’écrit…",
    made: "Dossier enregistré.",
    again: "Autres fichiers",
  },
  en: {
    title: "Hacked last night? Drop the call records.",
    intro: "Veilleur looks for fraud in your PBX’s records or the operator’s bill, says what it cost and what to do now.",
    private: "Nothing leaves this device: the files are read here, in this page.",
    drop: "Drop the files here",
    choose: "Choose the files",
    which: "The records are called CDR, SMDR or call log; your installer or operator gives them. CSV, Excel, text, ZIP.",
    loading: "Getting ready (only once, about 20 MB)…",
    ready: "Ready, even without Internet.",
    reading: "Reading {names}…",
    stopped: "Stopped. Nothing was kept.",
    result: "What Veilleur has read",
    found: "Fraud was found.",
    nothing: "Reading is done.",
    unusable: "This file could not be read as a whole.",
    fault: "Veilleur itself has failed; your files are unharmed. Try another browser, or report it.",
    tooOld: "This browser is too old for this page; update it, or try another device.",
    stop: "Stop",
    print: "Print",
    save: "Save this text",
    saveCases: "Save the kept records (ZIP)",
    saveDossier: "File for the complaint (whole numbers)",
    saveCirculated: "File to pass around (masked numbers)",
    dossierNote: "The file is a ZIP: pages to print (dossier.html), the list of calls, five letters to complete, and hashes. It is not signed.",
    making: "The file is being written…",
    made: "The file is saved.",
    again: "Other files",
  },
};

const element = (id) => document.getElementById(id);
let language = (navigator.languages || [navigator.language]).some((one) => one.toLowerCase().startsWith("fr")) ? "fr" : "en";
let worker = null;
let given = [];
let cases = null;
let shown = { code: "loading" };

function say(code, values = {}) {
  shown = { code, values };
  let text = TEXT[language][code];
  for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
  element("state").textContent = text;
}

function speak(word) {
  language = word;
  document.documentElement.lang = word;
  for (const one of document.querySelectorAll("[data-text]")) one.textContent = TEXT[word][one.dataset.text];
  for (const id of ["fr", "en"]) element(id).setAttribute("aria-pressed", String(id === word));
  say(shown.code, shown.values);
}

function start() {
  worker = new Worker("worker.js", { type: "module" });
  worker.onmessage = ({ data }) => hear(data);
  worker.onerror = () => { busy(false); say("tooOld"); };
}

function hear(data) {
  if (data.kind === "progress") {
    element("progress").max = data.total || 1;
    element("progress").value = data.done;
  } else if (data.kind === "ready") {
    busy(false);
    if (!given.length) say("ready");
  } else if (data.kind === "line") {
    element("said").textContent += `${data.line}\n`;
  } else if (data.kind === "result") {
    show(data);
  } else if (data.kind === "dossiers") {
    busy(false);
    for (const { name, bytes } of data.made) save(name, bytes, "application/zip");
    say("made");
  } else if (data.kind === "fault") {
    busy(false);
    say("fault");
  }
}

function busy(isBusy, canStop = false) {
  element("progress").hidden = !isBusy;
  element("stop").hidden = !canStop;
  if (isBusy && canStop) element("progress").removeAttribute("value");
}

function examine(files) {
  given = [...files];
  if (!given.length) return;
  element("result").hidden = true;
  element("said").textContent = "";
  say("reading", { names: given.map((one) => one.name).join(", ") });
  busy(true, true);
  const width = Math.floor(element("drop").clientWidth / 9.5);
  worker.postMessage({ files: given, language, width });
}

function show({ code, text, zip }) {
  busy(false);
  say(code === 1 ? "found" : code === 0 ? "nothing" : code === 2 ? "unusable" : "fault");
  element("text").textContent = text;
  cases = zip;
  for (const id of ["save-cases", "dossier"]) element(id).hidden = !zip;
  element("result").hidden = false;
  element("result").focus();
}

function makeDossiers(isMasked) {
  say("making");
  busy(true, true);
  worker.postMessage({ kind: "dossiers", language, isMasked });
}

function save(name, part, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([part], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

element("fr").onclick = () => { speak("fr"); examine(given); };
element("en").onclick = () => { speak("en"); examine(given); };
element("files").onchange = (event) => examine(event.target.files);
element("print").onclick = () => window.print();
element("save").onclick = () => save("veilleur.txt", `${element("said").textContent}${element("text").textContent}`, "text/plain");
element("save-cases").onclick = () => save("veilleur-cases.zip", cases, "application/zip");
element("save-dossier").onclick = () => makeDossiers(false);
element("save-circulated").onclick = () => makeDossiers(true);
element("again").onclick = () => { given = []; element("files").value = ""; element("result").hidden = true; say("ready"); element("files").focus(); };
element("stop").onclick = () => { worker.terminate(); given = []; busy(false); element("result").hidden = true; say("stopped"); start(); };
for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    element("drop").classList.toggle("over", name === "dragover");
    if (name === "drop") examine(event.dataTransfer.files);
  });
}

speak(language);
busy(true);
start();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("offline.js").catch(() => {});
