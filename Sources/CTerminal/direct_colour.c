// A terminal description for 24-bit colour, which Debian's ncurses-base does not have.
//
// ncurses 6.2 and later read a whole description from TERMINFO=b64:...; it is set only while
// newterm runs. The string is made from the text below with
//   tic -x -o DIR description.ti && base64 -w 88 DIR/c/crmwatch-direct
// There is no "bce" in it on purpose: terminals disagree about erased cells, so blanks are written.
//
// crmwatch-direct|24-bit colour on terminals like xterm,
//   am, km, mir, msgr, npc, xenl, AX, RGB,
//   cols#80, it#8, lines#24, colors#0x1000000, pairs#0x10000,
//   bel=^G, bold=\E[1m, cbt=\E[Z, civis=\E[?25l, clear=\E[H\E[2J, cnorm=\E[?25h,
//   cr=\r, csr=\E[%i%p1%d;%p2%dr, cub=\E[%p1%dD, cub1=^H, cud=\E[%p1%dB, cud1=\n,
//   cuf=\E[%p1%dC, cuf1=\E[C, cup=\E[%i%p1%d;%p2%dH, cuu=\E[%p1%dA, cuu1=\E[A,
//   dim=\E[2m, ed=\E[J, el=\E[K, el1=\E[1K, home=\E[H, hpa=\E[%i%p1%dG, ht=^I,
//   ind=\n, kbs=^?, kcbt=\E[Z, kcub1=\EOD, kcud1=\EOB, kcuf1=\EOC, kcuu1=\EOA,
//   kdch1=\E[3~, kend=\EOF, kf1=\EOP, kf10=\E[21~, kf11=\E[23~, kf12=\E[24~,
//   kf2=\EOQ, kf3=\EOR, kf4=\EOS, kf5=\E[15~, kf6=\E[17~, kf7=\E[18~, kf8=\E[19~,
//   kf9=\E[20~, khome=\EOH, kich1=\E[2~, knp=\E[6~, kpp=\E[5~, nel=\EE,
//   op=\E[39;49m, rc=\E8, rev=\E[7m, ri=\EM, ritm=\E[23m, rmcup=\E[?1049l,
//   rmkx=\E[?1l\E>, rmso=\E[27m, rmul=\E[24m, sc=\E7,
//   setab=\E[48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,
//   setaf=\E[38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,
//   sgr=\E[0%?%p6%t;1%;%?%p5%t;2%;%?%p2%t;4%;%?%p1%p3%|%t;7%;m,
//   sgr0=\E[m, sitm=\E[3m, smcup=\E[?1049h, smkx=\E[?1h\E=, smso=\E[7m, smul=\E[4m,
//   vpa=\E[%i%p1%dd,

#include "terminal_internal.h"

const char ct_direct_name[] = "crmwatch-direct";

const char ct_direct_description[] =
    "b64:"
    "HgI2ABoADwBpASYCY3Jtd2F0Y2gtZGlyZWN0fDI0LWJpdCBjb2xvdXIgb24gdGVybWluYWxzIGxpa2UgeHRlcm0A"
    "AAEAAAEAAAABAAAAAAEBAAAAAAAAAAAAAAFQAAAACAAAABgAAAD/////////////////////////////////////"
    "////////////////AAAAAQAAAQAAAAQABgAIAP//GQAhACUAKQD//zQARQBHAEsAUgD//1QAWwD//18A////////"
    "//////////9jAGgA//9xAP///////3YAewCAAP////+FAIkA/////5IAmAD//////////////////////////54A"
    "////////oAD//6UA//////////+pAK0AswC3ALsAvwDFAMsA0QDXAN0A4QD//+YA///qAO8A9AD////////4APwA"
    "BAH//////////////////////////////////wwB////////DwH///////8YASEB//8qAf//////////////////"
    "//////////8zATYBQQFEAUYBSQH/////fwH//////////////////////////////////4EB////////////////"
    "////////////////////////hQH/////////////////////////////////////////////////////////////"
    "//////////////////////////////////////////////////////////////////////////+JAY8B////////"
    "////////////////////////////////////////////////////////////////////////////////////////"
    "////////////////////////////////////////lQH/////////////////////////////////////////////"
    "//////////////////////////+aAf//////////////////////////////////owH/////////////////////"
    "//+oAf//////////////////////////////////////////////////////////////////////////////////"
    "////////////////rgHqARtbWgAHAA0AG1slaSVwMSVkOyVwMiVkcgAbW0gbWzJKABtbSwAbW0oAG1slaSVwMSVk"
    "RwAbWyVpJXAxJWQ7JXAyJWRIAAoAG1tIABtbPzI1bAAIABtbPzI1aAAbW0MAG1tBABtbMW0AG1s/MTA0OWgAG1sy"
    "bQAbWzdtABtbN20AG1s0bQAbW20AG1s/MTA0OWwAG1syN20AG1syNG0AfwAbWzN+ABtPQgAbT1AAG1syMX4AG09R"
    "ABtPUgAbT1MAG1sxNX4AG1sxN34AG1sxOH4AG1sxOX4AG1syMH4AG09IABtbMn4AG09EABtbNn4AG1s1fgAbT0MA"
    "G09BABtbPzFsGz4AG1s/MWgbPQAbRQAbWyVwMSVkQgAbWyVwMSVkRAAbWyVwMSVkQwAbWyVwMSVkQQAbOAAbWyVp"
    "JXAxJWRkABs3AAoAG00AG1swJT8lcDYldDsxJTslPyVwNSV0OzIlOyU/JXAyJXQ7NCU7JT8lcDElcDMlfCV0Ozcl"
    "O20ACQAbW1oAG09GABtbMjN+ABtbMjR+ABtbMUsAG1szOTs0OW0AG1szbQAbWzIzbQAbWzM4OzI7JXAxJXs2NTUz"
    "Nn0lLyVkOyVwMSV7MjU2fSUvJXsyNTV9JSYlZDslcDElezI1NX0lJiVkbQAbWzQ4OzI7JXAxJXs2NTUzNn0lLyVk"
    "OyVwMSV7MjU2fSUvJXsyNTV9JSYlZDslcDElezI1NX0lJiVkbQACAAAAAAACAAcAAQEAAAMAQVgAUkdCAA==";
