### La console : demander un mail, et où mène le lien d’un mail.

console-forgotten = Mot de passe oublié ?
console-forgotten-what = Donnez votre adresse e-mail. Nous vous envoyons un mail avec un lien, où vous choisissez un nouveau mot de passe.
console-forgotten-do = Envoyez-moi le mail
console-forgotten-then = Pas de mail ? Regardez dans les indésirables, et vérifiez que vous utilisez cette adresse chez Buurtnet.
console-done-reset-sent = Si cette adresse a un compte, un mail est en route.
console-reset-title = Choisissez un nouveau mot de passe
console-reset-hint = Il y a déjà quelque chose ici ? Alors c’est bon. Sinon, collez tout le lien du mail.
console-reset-do = Garder le nouveau mot de passe
console-reset-what = Le lien ne marche que peu de temps, et une seule fois.
console-reset-new = Demander un nouveau mail
console-done-password-set = Votre nouveau mot de passe compte. Connectez-vous avec lui.
console-say-no-title = Retirez votre oui
console-say-no-what = L’équipe a noté que vous, ou quelqu’un qui peut répondre pour vous, avez dit oui pour partager ou montrer quelque chose. Avec ce bouton vous retirez ce oui, et ce qui en dépend s’arrête aussitôt.
console-say-no-do = Retirer mon oui
console-say-no-then = Vous n’avez plus rien à faire. Si vous changez d’avis plus tard, dites-le à un travailleur de quartier.
console-done-said-no = Votre oui est retiré.
console-still-needed-title = Faut-il encore de l’aide ?
console-still-needed-what = Il y a quelque temps, vous avez demandé de l’aide. S’il en faut encore, appuyez sur le bouton. Sinon, vous n’avez rien à faire : votre demande s’arrête d’elle-même.
console-still-needed-do = Oui, il faut encore de l’aide
console-still-needed-then = Votre demande reste ouverte. Nous vous donnons des nouvelles dès qu’il y en a.
console-done-still-needed = Noté : il faut encore de l’aide.
