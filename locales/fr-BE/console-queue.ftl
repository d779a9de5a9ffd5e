### La console : ce qui attend un regard.

console-queue-empty = Rien n’attend. Bravo !
console-queue-request = { $what }, { $when }
console-queue-returned = { $what } : de retour d’un service, appelez d’abord
console-queue-offer = Veut aider : { $what }
console-queue-held = pris en charge par { $name }
console-queue-mine = vous
console-queue-news = { $number } en plus.
console-queue-show = Afficher
console-urgency-today = aujourd’hui
console-urgency-thisWeek = cette semaine
console-urgency-flexible = pas urgent
console-channel-app = par l’application
console-channel-phone = par téléphone
console-channel-desk = à l’accueil
console-channel-homeVisit = lors d’une visite
console-channel-paper = sur papier
console-tabs = Listes
console-tab-todo = À faire
console-tab-empty = Il n'y a rien ici pour l'instant.
console-tab-open = Cherche une aide
console-tab-matched = En cours
console-tab-needsInformation = Attend une réponse
console-tab-held = Suspendu
console-tab-active = Compte
console-tab-paused = Absent un moment
