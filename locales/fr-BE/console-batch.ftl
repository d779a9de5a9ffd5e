### La console : la répartition de toutes les demandes ouvertes.

console-batch-title = La répartition
console-batch-what = Pour toutes les demandes ouvertes de vos quartiers ensemble : qui convient le mieux à quoi ? Rien n’est proposé tant que vous ne le faites pas.
console-batch-make = Chercher pour toutes les demandes ouvertes
console-batch-preparing = La recherche est en cours. Vous pouvez quitter cette page et revenir plus tard.
console-batch-look-again = Voir si c’est prêt
console-batch-made = Faite le { $at }. Elle disparaît après un jour.
console-batch-make-anew = Chercher à nouveau
console-batch-none = Il n’y a personne à proposer pour le moment.
console-done-batch-make = La recherche a commencé.
console-batch-see = Répartir toutes les demandes ouvertes
