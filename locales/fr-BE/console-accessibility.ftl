### The console: the accessibility statement.

console-acc-promise = Tout le monde doit pouvoir utiliser ces pages. Nous suivons la norme européenne EN 301 549 et WCAG 2.2, niveau AA.
console-acc-how-far = Où en sommes-nous ?
console-acc-how-far-text = Ce site est en grande partie conforme à la norme. Ce qui ne va pas encore est écrit plus bas.
console-acc-what-works = Qu'est-ce qui fonctionne ?
console-acc-works-keyboard = Vous pouvez tout faire au clavier. Les raccourcis peuvent être désactivés.
console-acc-works-scripts = Les pages fonctionnent aussi sans JavaScript.
console-acc-works-zoom = Sur un petit écran ou en grand, rien ne disparaît.
console-acc-works-words = Rien n'est dit seulement par une couleur : il y a toujours un mot.
console-acc-works-time = Absent trop longtemps ? Ce que vous avez tapé est gardé.
console-acc-not-yet = Qu'est-ce qui ne va pas encore ?
console-acc-not-yet-text = Ce que les gens écrivent peut être difficile à lire. Les documents d'autres services ne suivent peut-être pas la norme.
console-acc-tested = Comment est-ce testé ?
console-acc-tested-text = À chaque nouvelle version, les pages sont testées par un programme et au clavier. Le gestionnaire du site écrit ici quand des personnes l'ont testé.
console-acc-say = Quelque chose ne marche pas pour vous ?
console-acc-say-text = Dites-le à l'équipe de votre quartier. Vous recevez une réponse dans les 14 jours, ou l'information d'une autre façon.
console-acc-complain = Pas satisfait ?
console-acc-complain-text = Adressez-vous au médiateur de votre commune ou de votre région.
